import type { ChannelName, ProjectId } from '../../contract/ids.js';
import {
  FOLLOWED_MS,
  type RankPage,
  type RankPages,
  type RankQuery,
  type RankRow,
  type RankSelection,
  type Ranks,
} from '../ranks.js';
import { kindOf, type RetentionOf } from '../retention.js';
import { boardArguments } from './board-arguments.js';
import type { Connection } from './connection.js';
import { visitArguments } from './history-script.js';
import { keysOf } from './keys.js';
import type { ScriptArguments } from './scripts.js';

export interface RedisRanksParts {
  readonly connection: Connection;
  readonly retention: RetentionOf;
}

/** Boards in Redis: a sorted set and a hash per window, moved by the commit script. */
export class RedisRanks implements Ranks {
  readonly #connection: Connection;
  readonly #retention: RetentionOf;

  constructor({ connection, retention }: RedisRanksParts) {
    this.#connection = connection;
    this.#retention = retention;
  }

  async read(project: ProjectId, channel: ChannelName, queries: readonly RankQuery[]): Promise<RankPages> {
    const keys = keysOf(project);
    const [, meta = '', head = '', log = '', ...visit] = visitArguments(project, channel, this.#retention);
    const names = [meta, head, log, keys.profiles];
    for (const { window } of queries) names.push(keys.entries(channel, window), keys.scores(channel, window));
    const call: ScriptArguments = [names.length, ...names, ...visit, ...queries.flatMap(queryArguments)];

    const reply = await this.#connection.runScript(project, 'fanfareRanks', call);
    // The form of the reply is stated in ranks.lua.
    const [epoch, offset, ...pages] = reply as [string, number, ...(readonly PageField[])[]];
    return { epoch, offset, pages: pages.map((page, index) => parsePage(page, signOf(queries[index]))) };
  }

  async follow(project: ProjectId, channel: ChannelName, windows: readonly string[]): Promise<void> {
    const keys = keysOf(project);
    const names = windows.map((window) => keys.scores(channel, window));
    const call: ScriptArguments = [names.length, ...names, FOLLOWED_MS / 1000];
    await this.#connection.runScript(project, 'fanfareFollow', call);
  }

  async windows(
    project: ProjectId,
    channel: ChannelName,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<readonly string[]> {
    const keys = keysOf(project);
    const call: ScriptArguments = [1, keys.windows(channel), offset, limit, keys.scores(channel, '')];
    // The form of the reply is stated in windows.lua.
    return (await this.#connection.runScript(project, 'fanfareWindows', call)) as string[];
  }

  async forget(project: ProjectId, channel: ChannelName): Promise<void> {
    const keys = keysOf(project);
    const [entries, scores] = [keys.entries(channel, ''), keys.scores(channel, '')];
    const names = [keys.windows(channel), keys.list(kindOf(channel))];
    await this.#connection.writeScript(project, 'fanfareForget', [2, ...names, channel, entries, scores]);
  }
}

type PageField = string | number | null;

const ROW_FIELDS = 5;

const signOf = (query: RankQuery | undefined): number => (query ? boardArguments(query.order).sign : 1);

function queryArguments({ order, select }: RankQuery): (string | number)[] {
  const { shared, least, most } = boardArguments(order);
  return [least, most, shared, order.size ?? '', ...selectionArguments(select)];
}

function selectionArguments(select: RankSelection): (string | number)[] {
  if (select.kind === 'slice') return ['slice', select.from, select.count];
  if (select.kind === 'around') return ['around', select.playerId, select.span];
  return ['players', '', select.playerIds.length, ...select.playerIds];
}

function parsePage([total, ...fields]: readonly PageField[], sign: number): RankPage {
  const rows: RankRow[] = [];
  for (let at = 0; at < fields.length; at += ROW_FIELDS) {
    const [playerId, sort, turn, rank, profile] = fields.slice(at, at + ROW_FIELDS);
    rows.push({
      playerId: String(playerId),
      score: Number(sort) * sign + 0,
      turn: Number(turn),
      rank: rank === '' ? null : Number(rank),
      profile: typeof profile === 'string' ? profile : undefined,
    });
  }
  return { rows, total: Number(total) };
}
