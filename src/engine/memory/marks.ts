import type { ProjectId } from '../../contract/ids.js';
import type { Marks } from '../engine.js';
import { Expiring } from './expiring.js';

/** Marks of one process. */
export class MemoryMarks implements Marks {
  readonly #marks = new Expiring<string>();

  async put(
    project: ProjectId,
    name: string,
    { value, ttlMs }: { readonly value: string; readonly ttlMs: number },
  ): Promise<void> {
    this.#marks.set(`${project}|${name}`, value, ttlMs);
  }

  async get(project: ProjectId, names: readonly string[]): Promise<(string | undefined)[]> {
    return names.map((name) => this.#marks.get(`${project}|${name}`));
  }

  sweep(now: number): void {
    this.#marks.sweep(now);
  }
}
