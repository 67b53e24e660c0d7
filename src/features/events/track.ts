import type { Decision } from '../../commit/decision.js';
import type { Draft } from '../../contract/draft.js';
import { invalid } from '../../contract/errors.js';
import type { CallContext } from '../../contract/operation.js';
import type { Definitions } from '../definitions/compile.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { mustNotBeBanned } from '../players/access.js';
import type { NumberedEffect } from '../players/happening.js';
import type { PlanScores, ScorePlan } from '../players/scores.js';
import { type PlayerState, playerChannel, playerCodec } from '../players/state.js';
import { applyEvent } from './apply.js';
import { EARLIEST_MS, type EventInput, MAX_AHEAD_MS, type Processed } from './contract.js';
import type { TrackedEvent } from './event-facts.js';

/**
 * Commits one event, whose form was checked, with everything it does.
 * @throws AppError VALIDATION_ERROR (its time) | FORBIDDEN (banned player) | CONFLICT | UNAVAILABLE
 */
export type Track = (input: EventInput, context: CallContext) => Promise<Processed>;

export function tracker({ transact, newId, planScores }: Deps): Track {
  return async (input, context) => {
    const { caller, at } = context;
    const event = eventOf(input, { id: newId(), at });
    const target = {
      project: caller.project,
      channel: playerChannel(event.playerId),
      codec: playerCodec,
      at,
    };
    const wanted = context.idempotencyKey === undefined ? target : { ...target, ...once(context, input) };
    const { result, repeated } = await transact(wanted, (before: PlayerState | undefined, definitions) =>
      decide(before, event, { definitions, at, planScores }),
    );
    const { eventId, effects } = result;
    return repeated
      ? { eventId, status: 'SKIPPED', skipped: true, existingEventId: eventId, effects: [...effects] }
      : { eventId, status: 'PROCESSED', skipped: false, effects: [...effects] };
  };
}

function once(context: CallContext, { idempotencyKey: _, ...request }: EventInput) {
  return onceOf('trackEvent', context, request);
}

/**
 * Reads the event out of a request.
 * @throws AppError VALIDATION_ERROR when its time is too far ahead
 */
export function eventOf(
  { playerId, externalUserId, eventType, properties = {}, timestamp }: EventInput,
  { id, at }: { readonly id: string; readonly at: number },
): TrackedEvent {
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : (timestamp ?? at);
  if (time > at + MAX_AHEAD_MS) {
    throw invalid({ field: 'timestamp', message: `must not be more than ${MAX_AHEAD_MS / 1000} s ahead` });
  }
  if (time < EARLIEST_MS) throw invalid({ field: 'timestamp', message: 'must not be before the year 2000' });
  return { id, playerId: playerId ?? externalUserId ?? '', type: eventType, properties, timestamp: time };
}

interface DecideContext {
  readonly definitions: Definitions;
  readonly at: number;
  readonly planScores: PlanScores | undefined;
}

interface Tracked {
  readonly eventId: string;
  readonly effects: readonly NumberedEffect[];
}

function decide(
  before: PlayerState | undefined,
  event: TrackedEvent,
  { definitions, at, planScores }: DecideContext,
): Decision<PlayerState, Tracked> {
  mustNotBeBanned(before);
  const applied = applyEvent(before, event, { definitions, at });
  const { player: after, submissions, tracked, events } = applied;
  const { playerId, timestamp: eventAt } = event;
  const plan = planScores?.({ playerId, before, after, submissions, tracked, eventAt, at }, definitions);
  const effects = plan ? withScores(event.id, applied.effects, plan) : applied.effects;

  const decision: Draft<Decision<PlayerState, Tracked>> = { events, result: { eventId: event.id, effects } };
  if (after !== before) decision.state = after;
  if (!before) decision.listed = after.createdAt;
  if (plan) decision.others = plan.changes;
  return decision;
}

/** The effects of an event with what boards made of them. */
export function withScores(
  eventId: string,
  effects: readonly NumberedEffect[],
  { replaced, added = [] }: ScorePlan,
): readonly NumberedEffect[] {
  const known = replaced?.size ? effects.map((effect) => replaced.get(effect.id) ?? effect) : effects;
  if (added.length === 0) return known;
  const numbered = added.map((effect, index) => ({
    id: `${eventId}:${effects.length + index + 1}`,
    ...effect,
  }));
  return [...known, ...numbered];
}
