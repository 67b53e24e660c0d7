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

type Arguments = (string | number)[];

const spareLife = newLife();

/** The script that a commit needs: the one without what most commits do without, where that is enough. */
export const commitScript = ({ changes }: Commit): 'fanfareCommit' | 'fanfareCommitMore' =>
  changes.some(needsMore) ? 'fanfareCommitMore' : 'fanfareCommit';

const needsMore = ({ listed, profile, ranks, redact, latest }: Change): boolean =>
  listed !== undefined ||
  profile !== undefined ||
  ranks !== undefined ||
  redact !== undefined ||
  latest !== undefined;

/** The number of keys, the keys and the arguments of commit.lua, whose header states their form. */
export function commitArguments(commit: Commit, keys: Keys, retention: RetentionOf): ScriptArguments {
  const { changes, once, definitions } = commit;
  const names: ScriptArguments = [0, keys.meta];
  const rest: Arguments = [`${spareLife}.${newEpochSuffix()}`, ''];
  let options = '';
  if (definitions !== undefined) {
    options = 'd';
    names.push(keys.head('system:definitions'));
    rest.push(`${definitions.epoch}.${definitions.offset}`);
  }
  if (once) {
    options += 'ot';
    names.push(keys.once(once.key));
    rest.push(encodeRemembered(once), once.ttlMs);
  }
  rest[1] = options;
  for (const change of changes) {
    pushKeys(names, change, keys);
    pushChange(rest, change, { live: keys.livePrefix, retention });
  }
  names[0] = names.length - 1;
  for (const argument of rest) names.push(argument);
  return names;
}

/**
 * @throws Conflict, StaleDefinitions
 */
export function parseCommitReply(reply: unknown, { changes: asked }: Commit): CommitReply {
  // The form of the reply is stated in commit.lua.
  const [first, second, ...rest] = reply as (string | number)[];
  if (first === 'conflict') throw new Conflict(`${asked[Number(second) - 1]?.channel} has moved`);
  if (first === 'stale') throw new StaleDefinitions('the definitions have changed');
  if (first === 'repeated') {
    return { committed: { status: first, first: decodeRemembered(String(second)) }, seq: undefined };
  }
  const fields = second === undefined ? [] : [second, ...rest];
  const positions = asked.map((_, index) => ({
    epoch: String(fields[index * 2]),
    offset: Number(fields[index * 2 + 1]),
  }));
  const ranks = fields.length > asked.length * 2 ? { ranks: fields.slice(asked.length * 2).map(String) } : {};
  return { committed: { status: 'committed', positions, ...ranks }, seq: Number(first) };
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

function pushKeys(names: Arguments, change: Change, keys: Keys): void {
  const { channel, listed, profile, ranks, latest } = change;
  names.push(keys.head(channel), keys.log(channel));
  if (listed !== undefined) names.push(keys.list(kindOf(channel)));
  if (profile !== undefined) names.push(keys.profiles);
  if (ranks?.updates.length) {
    names.push(keys.entries(channel, ranks.window), keys.scores(channel, ranks.window));
    names.push(keys.windows(channel), keys.list(kindOf(channel)));
  }
  if (latest?.length) names.push(keys.latest(channel), keys.latestTurns(channel));
}

function pushChange(
  rest: Arguments,
  change: Change,
  { live, retention }: { readonly live: string; readonly retention: RetentionOf },
): void {
  const { ranks, latest } = change;
  // Without ranks that could move it says nothing: the script only looks at its position.
  if (change.quiet && !ranks) rest.push('', '', '', '');
  else pushPublication(rest, change, { live, retention });
  const place = rest.length - 1;
  rest[place] = pushOptions(rest, change);
  if (ranks?.updates.length) pushRanks(rest, ranks);
  for (const { key, text } of latest ?? []) rest.push(key, text);
}

function pushPublication(
  rest: Arguments,
  { channel, publication, keep }: Change,
  { live, retention }: { readonly live: string; readonly retention: RetentionOf },
): void {
  const { publications, ttlMs } = keep ?? retention(kindOf(channel));
  rest.push(live + channel, `${publications} ${ttlMs}`, encodeBody(publication), '');
}

/** Appends the arguments of the options a change has, and returns their letters. */
function pushOptions(rest: Arguments, change: Change): string {
  const { channel, expect, state, listed, profile, redact, ranks, latest } = change;
  let letters = '';
  const add = (letter: string, argument: string | number) => {
    letters += letter;
    rest.push(argument);
  };
  if (expect) add('e', `${expect.epoch}.${expect.offset}`);
  if (state === null) add('x', '');
  else if (state !== undefined) add(change.fleeting ? 'f' : 's', state);
  if (change.dropHistory) add('h', '');
  if (redact?.length) add('c', redact.join());
  if (listed !== undefined || ranks?.updates.length) add('n', channel);
  if (listed !== undefined) add('l', listed === false ? '-' : listed);
  if (profile !== undefined) {
    add('i', channel.slice(channel.indexOf(':') + 1));
    add('p', profile === null ? '' : `=${profile}`);
  }
  if (change.quiet) add('q', '');
  if (ranks?.updates.length) add('r', ranks.updates.length);
  if (latest?.length) add('v', latest.length);
  return letters;
}

function pushRanks(rest: Arguments, change: RankChange): void {
  const { window, order, startsAt, keepUntil, updates, report } = change;
  const { sign, shared, least, most } = boardArguments(order);
  rest.push(window, sign, shared, report ? '1' : '', least, most, startsAt, keepUntil ?? '');
  for (const { playerId, operation, score, highScore } of updates) {
    rest.push(playerId, operation, score, highScore ? `${highScore.name}\n${highScore.json}` : '');
  }
}
