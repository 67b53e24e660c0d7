import type { ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import type { Stop } from '../engine.js';
import type { Connection } from './connection.js';
import { keysOf } from './keys.js';
import { parseFirehose } from './messages.js';
import type { Subscriptions } from './subscriptions.js';

const FLAG_MS = 15_000;

/** Listening to everything of a project. Commits publish it only while a flag says that somebody listens. */
export class Firehose {
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #renewals = new Set<NodeJS.Timeout>();

  constructor(connection: Connection, subscriptions: Subscriptions) {
    this.#connection = connection;
    this.#subscriptions = subscriptions;
  }

  async listen(project: ProjectId, onPublication: (raw: RawPublication, seq: number) => void): Promise<Stop> {
    const stop = await this.#subscriptions.listen(keysOf(project).firehose, (message) => {
      const { raw, seq } = parseFirehose(message);
      onPublication(raw, seq);
    });
    try {
      await this.#raiseFlag(project);
    } catch (error) {
      await stop();
      throw error;
    }
    const renewal = setInterval(() => this.#raiseFlag(project).catch(() => {}), FLAG_MS / 3);
    this.#renewals.add(renewal);
    return async () => {
      clearInterval(renewal);
      this.#renewals.delete(renewal);
      await stop();
    };
  }

  close(): void {
    for (const renewal of this.#renewals) clearInterval(renewal);
  }

  async #raiseFlag(project: ProjectId): Promise<void> {
    await this.#connection.run(project, (client) => client.fanfareWatchAll(1, keysOf(project).meta, FLAG_MS));
  }
}
