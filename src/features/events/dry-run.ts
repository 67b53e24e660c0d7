import type { Caller } from '../../contract/caller.js';
import type { CallContext } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { mustNotBeBanned } from '../players/access.js';
import { playerChannel, playerCodec } from '../players/state.js';
import { applyEvent } from './apply.js';
import type { EventInput } from './contract.js';
import { eventOf, withScores } from './track.js';

/**
 * Says what an event would do, without doing it.
 * @throws AppError VALIDATION_ERROR (its time) | FORBIDDEN (banned player); Unavailable
 */
export async function tryEvent(
  { channels, definitions: source, planScores }: Deps,
  input: EventInput,
  { caller, at }: CallContext<Caller>,
) {
  const event = eventOf(input, { id: 'dry-run', at });
  const { playerId, timestamp: eventAt } = event;
  const { state } = await channels.read(caller.project, playerChannel(playerId));
  const before = state === undefined ? undefined : playerCodec.decode(state);
  mustNotBeBanned(before);

  const definitions = source.current(caller.project);
  const applied = applyEvent(before, event, { definitions, at, explain: true });
  const { player: after, submissions, tracked } = applied;
  const plan = planScores?.({ playerId, before, after, submissions, tracked, eventAt, at }, definitions);
  const effects = plan ? withScores(event.id, applied.effects, plan) : applied.effects;
  return { dryRun: true as const, rules: [...applied.verdicts], effects: [...effects] };
}
