import type { ProjectId } from '../../contract/ids.js';
import type { Marks } from '../engine.js';
import type { Connection } from './connection.js';
import { keysOf } from './keys.js';

/** Marks as strings with a TTL. */
export class RedisMarks implements Marks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async put(
    project: ProjectId,
    name: string,
    { value, ttlMs }: { readonly value: string; readonly ttlMs: number },
  ): Promise<void> {
    const key = keysOf(project).mark(name);
    await this.#connection.write(project, () =>
      this.#connection.run(project, (client) => client.set(key, value, 'PX', ttlMs)),
    );
  }

  async get(project: ProjectId, names: readonly string[]): Promise<(string | undefined)[]> {
    if (names.length === 0) return [];
    const keys = names.map((name) => keysOf(project).mark(name));
    const values = await this.#connection.run(project, (client) => client.mget(keys));
    return values.map((value) => value ?? undefined);
  }
}
