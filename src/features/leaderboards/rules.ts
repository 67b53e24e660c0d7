import { storedEvent } from '../../commit/stored.js';
import type { ChannelName, PlayerId } from '../../contract/ids.js';
import { MAX_AMOUNT } from '../../contract/ids.js';
import type { Change } from '../../engine/engine.js';
import type { RankChange, RankUpdate } from '../../engine/ranks.js';
import type { Definitions } from '../definitions/compile.js';
import type { Effect, NumberedEffect } from '../players/happening.js';
import type { PlanScores } from '../players/scores.js';
import { type Board, segmentOf } from './address.js';
import { type Feed, feedsOf } from './feeds.js';
import { stateOf, type Window } from './windows.js';

const DAY_MS = 86_400_000;

/** Why a score was not counted. */
export type SkipReason = 'inactive' | 'no_segment' | 'window_not_open' | 'window_closed';

/** Whose score it is and when it was made. */
export interface Scoring {
  readonly playerId: PlayerId;
  readonly displayName: string | undefined;
  /** Unix ms, decides the window. */
  readonly eventAt: number;
  /** Unix ms, server time; decides whether the window still takes it. */
  readonly at: number;
  /** How long a window takes late events, ms. */
  readonly lateMs: number;
}

/** Makes the function that turns what happened to a player into changes of boards. */
export const scorePlanner =
  (lateMs: number): PlanScores =>
  (turn, definitions) => {
    const changes = new Map<ChannelName, Change>();
    const replaced = new Map<string, NumberedEffect>();
    const added: Effect[] = [];
    const { playerId, after, eventAt, at } = turn;
    const scoring = { playerId, displayName: after.displayName, eventAt, at, lateMs };

    for (const feed of feedsOf(turn, definitions)) {
      const board = boardOf(feed, after.metadata, definitions);
      const reason = board ? reasonToSkip(board, scoring) : 'no_segment';
      if (board && reason === undefined) {
        const change = scoreChange(board, feed, scoring);
        changes.set(board.channel, joined(changes.get(board.channel), change));
      } else {
        const skipped = { type: 'score_skipped', leaderboardId: feed.definition.id, reason };
        if (feed.effectId !== undefined) replaced.set(feed.effectId, { id: feed.effectId, ...skipped });
        else if (reason === 'window_closed' && isWithin(feed.definition, eventAt)) added.push(skipped);
      }
    }
    return { changes: [...changes.values()], replaced, added };
  };

/** Why a board does not count a score; undefined when it does. */
export function reasonToSkip(
  { definition, windows }: Board,
  { eventAt, at, lateMs }: Pick<Scoring, 'eventAt' | 'at' | 'lateMs'>,
): SkipReason | undefined {
  if (definition.status !== 'active') return 'inactive';
  if (!isWithin(definition, eventAt)) {
    return eventAt < boundsOf(definition).startsAt ? 'window_not_open' : 'window_closed';
  }
  return stateOf(windows.at(eventAt), at, lateMs) === 'frozen' ? 'window_closed' : undefined;
}

/** The change that counts a score on a board. */
export function scoreChange(
  { definition, address, channel, windows }: Board,
  { operation, score, report }: Pick<Feed, 'operation' | 'score'> & Pick<RankChange, 'report'>,
  { playerId, displayName, eventAt, at, lateMs }: Scoring,
): Change {
  const window = windows.at(eventAt);
  const fields = { leaderboardId: address, window: window.key, playerId, displayName: displayName ?? null };
  const update: RankUpdate = {
    playerId,
    operation,
    score: Math.min(MAX_AMOUNT, Math.max(-MAX_AMOUNT, score)),
    highScore: storedEvent(channel, { name: 'new_high_score', fields }, at),
  };
  return {
    channel,
    quiet: true,
    publication: { at, events: [] },
    ranks: {
      window: window.key,
      order: definition,
      startsAt: Number.isFinite(window.startsAt) ? window.startsAt : 0,
      ...keptUntil(window, definition.retentionDays * DAY_MS, lateMs),
      updates: [update],
      ...(report ? { report } : {}),
    },
  };
}

/** Several scores of one commit on one board; all of them are of the event's window. */
function joined(before: Change | undefined, { ranks, ...change }: Change): Change {
  if (!before?.ranks || !ranks) return { ...change, ...(ranks ? { ranks } : {}) };
  return { ...change, ranks: { ...ranks, updates: [...before.ranks.updates, ...ranks.updates] } };
}

const keptUntil = ({ endsAt }: Window, retentionMs: number, lateMs: number): { keepUntil?: number } =>
  Number.isFinite(endsAt) ? { keepUntil: endsAt + Math.max(retentionMs, lateMs) } : {};

const boundsOf = ({ startsAt, endsAt }: Board['definition']) => ({
  startsAt: startsAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startsAt),
  endsAt: endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt),
});

/** Whether an instant lies between the board's own start and end. */
function isWithin(definition: Board['definition'], at: number): boolean {
  if (definition.startsAt === undefined && definition.endsAt === undefined) return true;
  const { startsAt, endsAt } = boundsOf(definition);
  return at >= startsAt && at < endsAt;
}

function boardOf(
  { definition, properties }: Feed,
  metadata: Readonly<Record<string, unknown>> | undefined,
  { project }: Definitions,
): Board | undefined {
  const { segment } = definition;
  if (segment === undefined) return segmentOf(definition, undefined, project.timeZone);
  const path = segment.split('.');
  const [source, steps] = path[0] === 'properties' ? [properties, path.slice(1)] : [metadata, path.slice(2)];
  return segmentOf(definition, textAt(source, steps), project.timeZone);
}

function textAt(source: unknown, steps: readonly string[]): string | undefined {
  let value = source;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step]; // an object has fields
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
