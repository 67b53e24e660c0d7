import type { ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import type { Stop } from '../engine.js';
import type { Connection } from './connection.js';
import { keysOf } from './keys.js';
import { parseFirehose } from './messages.js';
import type { Subscriptions } from './subscriptions.js';

const FLAG_SECONDS = 15;

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
    const { firehose, livePrefix } = keysOf(project);
    const stop = await this.#subscriptions.listen(firehose, (message) => {
      const { raw, seq } = parseFirehose(livePrefix, message);
      onPublication(raw, seq);
    });
    try {
      await this.#raiseFlag(project);
    } catch (error) {
      await stop();
      throw error;
    }
    const renewal = setInterval(() => this.#raiseFlag(project).catch(() => {}), (FLAG_SECONDS / 3) * 1000);
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
    const { meta, firehose } = keysOf(project);
    await this.#connection.runScript(project, 'fanfareWatchAll', [1, meta, FLAG_SECONDS, firehose]);
  }
}
