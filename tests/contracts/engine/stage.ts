import { randomUUID } from 'node:crypto';
import { afterEach } from '@jest/globals';
import type { ChannelName } from '../../../src/contract/ids.js';
import type { Offset } from '../../../src/contract/position.js';
import { decodeBody, type RawPublication } from '../../../src/contract/publication.js';
import type { Change, Channels, Committed, Engine } from '../../../src/engine/engine.js';
import type { RetentionOf } from '../../../src/engine/retention.js';
import { eventually } from '../../support/eventually.js';

export type OpenEngine = (retention: RetentionOf) => Promise<Engine>;

export interface Stage {
  readonly engine: Engine;
  readonly channels: Channels;
  /** No other test uses it. */
  readonly project: string;
  /** Commits changes and returns where they went. */
  commit(...changes: Change[]): Promise<readonly Offset[]>;
  /** Commits one change and returns where it went. */
  publish(channel: ChannelName, word: string, change?: Partial<Change>): Promise<Offset>;
  /** Waits until the store's own clock has moved on. */
  letPass(ms: number): Promise<void>;
}

export const KEPT = 5;
const retention: RetentionOf = () => ({ publications: KEPT, ttlMs: 60_000 });

/** Gives each test an engine with a project of its own, and closes it afterwards. */
export function stages(open: OpenEngine): (kept?: RetentionOf) => Promise<Stage> {
  const opened: Engine[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((engine) => engine.close()));
  });
  return async (kept = retention) => {
    const engine = await open(kept);
    opened.push(engine);
    const { channels } = engine;
    const project = `test-${randomUUID()}`;
    const commit = async (...changes: Change[]) => positionsOf(await channels.commit({ project, changes }));
    const publish = async (channel: ChannelName, word: string, change: Partial<Change> = {}) => {
      const [position] = await commit(says(channel, word, change));
      if (!position) throw new Error('a commit of one change has one position');
      return position;
    };
    const letPass = async (ms: number) => {
      const clock = { key: randomUUID(), fingerprint: '', result: '', ttlMs: ms };
      await channels.commit({ project, changes: [], once: clock });
      await eventually(async () => (await channels.recall(project, clock.key)) === undefined, 4 * ms + 1000);
    };
    return { engine, channels, project, commit, publish, letPass };
  };
}

/** A change whose publication says a word. */
export const says = (channel: ChannelName, word: string, change: Partial<Change> = {}): Change => ({
  channel,
  publication: { at: 1_700_000_000_000, events: [{ name: 'said', json: JSON.stringify({ word }) }] },
  ...change,
});

/** The words of publications; '' for a redacted one. */
export const wordsOf = (publications: readonly RawPublication[]): string[] =>
  publications.map(({ text }) => {
    const [event] = decodeBody(text).events;
    return event ? JSON.parse(event.json).word : '';
  });

export function positionsOf(committed: Committed): readonly Offset[] {
  if (committed.status !== 'committed') throw new Error('the commit was a repeat');
  return committed.positions;
}

export const words = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `w${from + index}`);
