import { encodeBody } from '../../contract/publication.js';
import {
  type Change,
  type Commit,
  type Committed,
  Conflict,
  type Once,
  type Remembered,
  StaleDefinitions,
} from '../engine.js';
import { newEpochSuffix, newLife } from '../epoch.js';
import type { RankChange } from '../ranks.js';
import { kindOf, type RetentionOf } from '../retention.js';
import { boardArguments } from './board-arguments.js';
import type { Keys } from './keys.js';
import type { ScriptArguments } from './scripts.js';

/** What a commit reply says. */
export interface CommitReply {
  readonly committed: Committed;
  /** The project's running number after the commit; undefined when nothing was written. */
  readonly seq: number | undefined;
}

const spareLife = newLife();

/** The number of keys, the keys and the arguments of commit.lua, whose header states their form. */
export function commitArguments(commit: Commit, keys: Keys, retention: RetentionOf): ScriptArguments {
  const { changes, once, definitions } = commit;
  const names: ScriptArguments = [0, keys.meta];
  if (definitions !== undefined) names.push(keys.head('system:definitions'));
  if (once) names.push(keys.once(once.key));
  const rest: (string | number)[] = [
    definitions ?? '',
    once ? encodeRemembered(once) : '',
    once?.ttlMs ?? 0,
    spareLife,
    newEpochSuffix(),
    keys.livePrefix,
    keys.firehose,
  ];
  for (const change of changes) {
    const { channel, listed } = change;
    names.push(keys.head(channel), keys.log(channel));
    if (listed !== undefined) names.push(keys.list(kindOf(channel)));
    if (change.profile !== undefined) names.push(keys.profiles);
    if (change.ranks) {
      const { window } = change.ranks;
      names.push(keys.entries(channel, window), keys.scores(channel, window));
      names.push(keys.windows(channel), keys.list(kindOf(channel)));
    }
    pushChange(rest, change, retention);
  }
  names[0] = names.length - 1;
  for (const argument of rest) names.push(argument);
  return names;
}

/**
 * @throws Conflict, StaleDefinitions
 */
export function parseCommitReply(reply: unknown): CommitReply {
  // The form of the reply is stated in commit.lua.
  const [status, second, changes, ...rest] = reply as [
    string,
    string | number,
    number,
    ...(string | number)[],
  ];
  if (status === 'conflict') throw new Conflict(`${second} has moved`);
  if (status === 'stale') throw new StaleDefinitions('the definitions have changed');
  if (status === 'repeated') {
    return { committed: { status, first: decodeRemembered(String(second)) }, seq: undefined };
  }
  const positions = [];
  for (let at = 0; at < changes * 2; at += 2) {
    positions.push({ epoch: String(rest[at]), offset: Number(rest[at + 1]) });
  }
  const ranks =
    rest.length > positions.length * 2 ? { ranks: rest.slice(positions.length * 2).map(String) } : {};
  return { committed: { status: 'committed', positions, ...ranks }, seq: Number(second) };
}

export function decodeRemembered(text: string): Remembered {
  const [, first = '', second = ''] = /^(\d+):(\d+):/.exec(text) ?? [];
  const begin = first.length + second.length + 2;
  const middle = begin + Number(first);
  const end = middle + Number(second);
  const [, ...ranks] = text.slice(end).split('\n');
  const remembered = { fingerprint: text.slice(begin, middle), result: text.slice(middle, end) };
  return ranks.length > 0 ? { ...remembered, ranks } : remembered;
}

/** The script adds a line per board that the commit changed. */
const encodeRemembered = ({ fingerprint, result }: Once): string =>
  `${fingerprint.length}:${result.length}:${fingerprint}${result}`;

function pushChange(rest: (string | number)[], change: Change, retention: RetentionOf): void {
  const { channel, expect, state, publication, listed, profile, ranks } = change;
  const { publications, ttlMs } = change.keep ?? retention(kindOf(channel));
  rest.push(
    channel,
    expect?.epoch ?? '',
    expect?.offset ?? '',
    state === undefined ? '' : state === null ? 'drop' : change.fleeting ? 'lend' : 'put',
    state ?? '',
    encodeBody(publication),
    publications,
    ttlMs,
    change.dropHistory ? '1' : '',
    listed === undefined ? '' : listed === false ? '-' : listed,
    change.redact?.join() ?? '',
    change.quiet ? '1' : '',
    profile === undefined ? '' : profile === null ? '-' : `=${profile}`,
    ranks?.updates.length ?? 0,
  );
  if (ranks?.updates.length) pushRanks(rest, ranks);
}

function pushRanks(
  rest: (string | number)[],
  { window, order, startsAt, keepUntil, updates }: RankChange,
): void {
  const { sign, shared, least, most } = boardArguments(order);
  rest.push(window, sign, shared, least, most, startsAt, keepUntil ?? '');
  for (const { playerId, operation, score, highScore } of updates) {
    rest.push(playerId, operation, score, highScore?.name ?? '', highScore?.json ?? '');
  }
}
