import type { ChannelKind, ChannelName, ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import { mustBeDistinct } from '../distinct-channels.js';
import type {
  Channels,
  Commit,
  Committed,
  HistoryPage,
  HistoryQuery,
  LatestPage,
  LatestQuery,
  Remembered,
  Snapshot,
  Stop,
} from '../engine.js';
import { lifeOf, newLife } from '../epoch.js';
import type { ListPage, ListPlace } from '../lists.js';
import type { RetentionOf } from '../retention.js';
import { CommitGroups } from './commit-groups.js';
import { commitArguments, commitScript, decodeRemembered, parseCommitReply } from './commit-script.js';
import type { Connection } from './connection.js';
import { Firehose } from './firehose.js';
import {
  historyArguments,
  parseHistory,
  parseHistoryBefore,
  parseLatest,
  parseSnapshot,
  visitArguments,
} from './history-script.js';
import { keysOf } from './keys.js';
import { parseLive } from './messages.js';
import type { ScriptArguments } from './scripts.js';
import type { Subscriptions } from './subscriptions.js';

export interface RedisChannelsParts {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly retention: RetentionOf;
}

/** Channels in Redis: one script per commit, sharded pub/sub for live publications. */
export class RedisChannels implements Channels {
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #retention: RetentionOf;
  readonly #firehose: Firehose;
  readonly #groups: CommitGroups;

  constructor({ connection, subscriptions, retention }: RedisChannelsParts) {
    this.#connection = connection;
    this.#subscriptions = subscriptions;
    this.#retention = retention;
    this.#firehose = new Firehose(connection, subscriptions);
    this.#groups = new CommitGroups(connection);
  }

  async read(project: ProjectId, channel: ChannelName): Promise<Snapshot> {
    const visit = visitArguments(project, channel, this.#retention);
    return parseSnapshot(await this.#connection.runScript(project, 'fanfareRead', visit));
  }

  readMany(project: ProjectId, channels: readonly ChannelName[]): Promise<Snapshot[]> {
    return Promise.all(channels.map((channel) => this.read(project, channel)));
  }

  async commit(commit: Commit): Promise<Committed> {
    mustBeDistinct(commit.changes);
    const { project } = commit;
    const call = commitArguments(commit, keysOf(project), this.#retention);
    const reply = await this.#groups.send(project, commitScript(commit), call);
    const { committed, seq } = parseCommitReply(reply, commit);
    if (committed.status === 'committed') {
      const [position] = committed.positions;
      if (position && seq !== undefined) this.#connection.noteCommit(project, seq, position);
    }
    return committed;
  }

  async recall(project: ProjectId, key: string): Promise<Remembered | undefined> {
    const text = await this.#connection.run(project, (client) => client.get(keysOf(project).once(key)));
    return text === null ? undefined : decodeRemembered(text);
  }

  async history(project: ProjectId, channel: ChannelName, query: HistoryQuery): Promise<HistoryPage> {
    const call = visitArguments(project, channel, this.#retention);
    call.push(...historyArguments(query));
    const reply = await this.#connection.runScript(project, 'fanfareHistory', call);
    return parseHistory(reply, channel, query.after.offset);
  }

  async historyBefore(
    project: ProjectId,
    channel: ChannelName,
    { before, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<RawPublication[]> {
    const call = visitArguments(project, channel, this.#retention);
    call.push(before ?? '', limit);
    const reply = await this.#connection.runScript(project, 'fanfareHistoryBefore', call);
    return parseHistoryBefore(reply, channel);
  }

  async latest(project: ProjectId, channel: ChannelName, query: LatestQuery): Promise<LatestPage> {
    const [, meta = '', head = '', log = '', ...visit] = visitArguments(project, channel, this.#retention);
    const keys = keysOf(project);
    const names = [meta, head, log, keys.latest(channel), keys.latestTurns(channel)];
    const asked = 'keys' in query ? ['', ...query.keys] : [query.newest];
    const call: ScriptArguments = [names.length, ...names, ...visit, ...asked];
    return parseLatest(await this.#connection.runScript(project, 'fanfareLatest', call));
  }

  async redact(project: ProjectId, channel: ChannelName, offset: number): Promise<void> {
    const keys = keysOf(project);
    const call: ScriptArguments = [2, keys.head(channel), keys.log(channel), offset];
    await this.#connection.writeScript(project, 'fanfareRedact', call);
  }

  async list(
    project: ProjectId,
    kind: ChannelKind | 'system',
    { offset, limit }: { offset: number; limit: number },
  ): Promise<ListPage> {
    const call: ScriptArguments = [1, keysOf(project).list(kind), offset, limit];
    // The form of the reply is stated in list.lua; only commits put members there, and they put channel names.
    const reply = (await this.#connection.runScript(project, 'fanfareList', call)) as [
      number,
      ...ChannelName[],
    ];
    const [total, ...channels] = reply;
    return { channels, total };
  }

  async listAfter(
    project: ProjectId,
    kind: ChannelKind | 'system',
    { after, limit }: { readonly after?: ListPlace; readonly limit: number },
  ): Promise<readonly ListPlace[]> {
    if (limit < 1) return [];
    const { score, channel } = after ?? { score: '', channel: '' };
    const call: ScriptArguments = [1, keysOf(project).list(kind), limit, score, channel];
    // The form of the reply is stated in list-after.lua; only commits put members there, and they put channel names.
    const reply = (await this.#connection.runScript(project, 'fanfareListAfter', call)) as ChannelName[];
    return reply.flatMap((name, index) =>
      index % 2 === 0 ? { channel: name, score: Number(reply[index + 1]) } : [],
    );
  }

  listen(
    project: ProjectId,
    channel: ChannelName,
    onPublication: (raw: RawPublication) => void,
  ): Promise<Stop> {
    return this.#subscriptions.listen(keysOf(project).livePrefix + channel, (message) =>
      onPublication(parseLive(channel, message)),
    );
  }

  listenAll(project: ProjectId, onPublication: (raw: RawPublication, seq: number) => void): Promise<Stop> {
    return this.#firehose.listen(project, onPublication);
  }

  onInterrupted(callback: () => void): void {
    this.#subscriptions.onInterrupted(callback);
  }

  async rotateLife(project: ProjectId, epoch: string): Promise<void> {
    const call: ScriptArguments = [1, keysOf(project).meta, lifeOf(epoch), newLife()];
    await this.#connection.runScript(project, 'fanfareRotateLife', call);
  }

  close(): void {
    this.#firehose.close();
  }
}
