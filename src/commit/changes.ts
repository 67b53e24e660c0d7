import type { Draft } from '../contract/draft.js';
import type { Offset } from '../contract/position.js';
import type { PublicationBody } from '../contract/publication.js';
import type { Change } from '../engine/engine.js';
import type { Decision, Target } from './decision.js';
import { storedEvent } from './stored.js';

/** Whether a decision asks for nothing of its own channel. */
const isIdle = <State, Result>({
  state,
  events,
  redact,
  listed,
  profile,
}: Decision<State, Result>): boolean =>
  state === undefined &&
  events.length === 0 &&
  !redact?.length &&
  listed === undefined &&
  profile === undefined;

/** Whether a decision asks for no change at all. */
export const isNothing = <State, Result>(decision: Decision<State, Result>): boolean =>
  isIdle(decision) && !decision.others?.length;

/** The changes a decision asks for, that of its own channel first; it is there even when it only checks the position. */
export function changesOf<State, Result>(
  target: Target<State>,
  position: Offset,
  decision: Decision<State, Result>,
): Change[] {
  if (isNothing(decision)) return [];
  const own = ownChange(target, position, decision);
  return decision.others?.length ? [own, ...decision.others] : [own];
}

/** Field by field: every event goes through here, and a dozen conditional spreads cost more than all the rest of it. */
function ownChange<State, Result>(
  { channel, codec, at }: Target<State>,
  { epoch, offset }: Offset,
  decision: Decision<State, Result>,
): Change {
  const { state, events, redact, latest } = decision;
  const publication: Draft<PublicationBody> = {
    at,
    events: events.map((event) => storedEvent(channel, event, at)),
  };
  if (decision.only) publication.only = decision.only;
  if (decision.evict) publication.evict = decision.evict;
  if (decision.stay) publication.stay = decision.stay;

  const change: Draft<Change> = { channel, expect: { epoch, offset }, publication };
  if (state !== undefined) change.state = state === null ? null : codec.encode(state);
  if (decision.listed !== undefined) change.listed = decision.listed;
  if (decision.dropHistory) change.dropHistory = true;
  if (decision.fleeting) change.fleeting = true;
  if (decision.keep) change.keep = decision.keep;
  if (redact?.length) change.redact = redact;
  if (latest?.length) change.latest = latest;
  if (decision.profile !== undefined) change.profile = decision.profile;
  if (isIdle(decision)) change.quiet = true;
  return change;
}
