import type { ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import type { Stop } from '../engine.js';

type OnPublication = (raw: RawPublication, seq: number) => void;

interface Delivery {
  readonly project: ProjectId;
  readonly raw: RawPublication;
  readonly seq: number;
}

/** Live delivery to the listeners of this process, always in a later macrotask than the commit. */
export class Deliveries {
  readonly #listeners = new Map<string, Set<OnPublication>>();
  #waiting: Delivery[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  /** @param channel - absent: all channels of the project */
  listen(project: ProjectId, channel: string | undefined, onPublication: OnPublication): Stop {
    const key = keyOf(project, channel);
    // A wrapper of its own lets one callback listen twice and stop once.
    const listener: OnPublication = (raw, seq) => onPublication(raw, seq);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  send(delivery: Delivery): void {
    if (this.#listeners.size === 0) return;
    this.#waiting.push(delivery);
    this.#scheduled ??= setImmediate(() => this.#flush());
  }

  close(): void {
    clearImmediate(this.#scheduled);
    this.#waiting = [];
    this.#listeners.clear();
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#scheduled = undefined;
    for (const { project, raw, seq } of batch) {
      for (const listener of this.#listeners.get(keyOf(project, raw.channel)) ?? []) listener(raw, seq);
      for (const listener of this.#listeners.get(keyOf(project, undefined)) ?? []) listener(raw, seq);
    }
  }
}

const keyOf = (project: ProjectId, channel = ''): string => `${project}|${channel}`;
