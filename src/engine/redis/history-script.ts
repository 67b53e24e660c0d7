import type { ChannelName, ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import type { HistoryPage, HistoryQuery, LatestPage, Snapshot } from '../engine.js';
import { newEpochSuffix, newLife } from '../epoch.js';
import { kindOf, type RetentionOf } from '../retention.js';
import { keysOf } from './keys.js';
import type { ScriptArguments } from './scripts.js';

const spareLife = newLife();

/** The number of keys, the keys and the first arguments of every script that reads a channel. */
export function visitArguments(
  project: ProjectId,
  channel: ChannelName,
  retention: RetentionOf,
): ScriptArguments {
  const keys = keysOf(project);
  const { ttlMs } = retention(kindOf(channel));
  return [3, keys.meta, keys.head(channel), keys.log(channel), ttlMs, spareLife, newEpochSuffix()];
}

/** The further arguments of history.lua. */
export const historyArguments = ({ after, limit }: HistoryQuery): (string | number)[] => [
  after.epoch,
  after.offset,
  limit,
];

// The forms of the replies are stated in the scripts.

export function parseSnapshot(reply: unknown): Snapshot {
  const [epoch, offset, state] = reply as [string, number, string | null];
  return { epoch, offset, state: state ?? undefined };
}

export function parseHistory(reply: unknown, channel: ChannelName, after: number): HistoryPage {
  const [epoch, offset, reach, ...texts] = reply as [string, number, HistoryPage['reach'], ...string[]];
  const publications = texts.map((text, index) => ({ channel, epoch, offset: after + 1 + index, text }));
  return { epoch, offset, reach, publications };
}

export function parseHistoryBefore(reply: unknown, channel: ChannelName): RawPublication[] {
  const [epoch, last, ...texts] = reply as [string, number, ...string[]];
  return texts.map((text, index) => ({ channel, epoch, offset: last - index, text }));
}

/** How many turns an offset has, as keep-latest.lua counts them. */
const TURNS = 1024;

export function parseLatest(reply: unknown): LatestPage {
  const [epoch, offset, ...fields] = reply as [string, number, ...string[]];
  const found: { readonly key: string; readonly turn: number; readonly text: string }[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const value = fields[at + 1] ?? '';
    const space = value.indexOf(' ');
    found.push({ key: fields[at] ?? '', turn: Number(value.slice(0, space)), text: value.slice(space + 1) });
  }
  const values = found
    .toSorted((one, other) => other.turn - one.turn)
    .map(({ key, turn, text }) => ({ key, text, offset: Math.floor(turn / TURNS) }));
  return { epoch, offset, values };
}
