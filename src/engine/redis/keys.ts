import type { ChannelKind, ChannelName, PlayerId, ProjectId } from '../../contract/ids.js';

/** Names of everything Redis holds of one project. All share one hash tag, so that one script may change several. */
export interface Keys {
  /** Hash: `life` of the epochs, `seq` of the firehose, `primary` that holds the project, `firehose`: until when all is published, and where. */
  readonly meta: string;
  /** Hash of a channel, see head.lua. */
  head(channel: ChannelName): string;
  /** Stream of a channel's publications, `<offset>-0`. */
  log(channel: ChannelName): string;
  /** String: what was remembered under an idempotency key. */
  /** Hash: key to `<turn> <latest value>`, and sorted set of keys by turn, see keep-latest.lua. */
  latest(channel: ChannelName): string;
  latestTurns(channel: ChannelName): string;
  once(key: string): string;
  mark(name: string): string;
  /** Sorted set of channel names. */
  list(kind: ChannelKind | 'system'): string;
  /** Sorted set of a board's entries and hash of its players' scores, see board-entry.lua. */
  entries(channel: ChannelName, window: string): string;
  scores(channel: ChannelName, window: string): string;
  /** Sorted set of a board's windows by their start. */
  windows(channel: ChannelName): string;
  /** Hash: player to what rankings show of it. */
  readonly profiles: string;
  /** Begins the name of the pub/sub channel of a channel. */
  readonly livePrefix: string;
  /** Pub/sub channel of everything the project publishes. */
  readonly firehose: string;
  /** Sorted set: nodes by the time they last renewed. */
  readonly nodes: string;
  /** Begins the name of the set of players connected to a node. */
  readonly nodePrefix: string;
  /** Hash: player to number of nodes connected to. */
  readonly online: string;
  /** Begins the name of the string that says when a player was last seen. */
  readonly seenPrefix: string;
  seen(player: PlayerId): string;
}

const known = new Map<ProjectId, Keys>();

/** The key names of a project; the only place where key names are made. */
export function keysOf(project: ProjectId): Keys {
  let keys = known.get(project);
  if (!keys) {
    keys = makeKeys(project);
    known.set(project, keys);
  }
  return keys;
}

function makeKeys(project: ProjectId): Keys {
  const base = `fanfare:{${project}}:`;
  const seenPrefix = `${base}seen:`;
  return {
    meta: `${base}meta`,
    head: (channel) => `${base}head:${channel}`,
    log: (channel) => `${base}log:${channel}`,
    latest: (channel) => `${base}latest:${channel}`,
    latestTurns: (channel) => `${base}latest-turns:${channel}`,
    once: (key) => `${base}once:${key}`,
    mark: (name) => `${base}mark:${name}`,
    list: (kind) => `${base}list:${kind}`,
    entries: (channel, window) => `${base}entries:${channel}|${window}`,
    scores: (channel, window) => `${base}scores:${channel}|${window}`,
    windows: (channel) => `${base}windows:${channel}`,
    profiles: `${base}profiles`,
    livePrefix: `${base}live:`,
    firehose: `${base}firehose`,
    nodes: `${base}nodes`,
    nodePrefix: `${base}node:`,
    online: `${base}online`,
    seenPrefix,
    seen: (player) => seenPrefix + player,
  };
}
