import type { Offset } from '../contract/position.js';
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
  { channel, codec, at }: Target<State>,
  { epoch, offset }: Offset,
  decision: Decision<State, Result>,
): Change[] {
  const {
    state,
    events,
    only,
    evict,
    stay,
    listed,
    dropHistory,
    fleeting,
    keep,
    redact,
    latest,
    profile,
    others = [],
  } = decision;
  if (isNothing(decision)) return [];
  const own: Change = {
    channel,
    expect: { epoch, offset },
    publication: {
      at,
      events: events.map((event) => storedEvent(channel, event, at)),
      ...(only ? { only } : {}),
      ...(evict ? { evict } : {}),
      ...(stay ? { stay } : {}),
    },
    ...(state === undefined ? {} : { state: state === null ? null : codec.encode(state) }),
    ...(listed === undefined ? {} : { listed }),
    ...(dropHistory ? { dropHistory } : {}),
    ...(fleeting ? { fleeting } : {}),
    ...(keep ? { keep } : {}),
    ...(redact?.length ? { redact } : {}),
    ...(latest?.length ? { latest } : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(isIdle(decision) ? { quiet: true } : {}),
  };
  return [own, ...others];
}
