import type { NewEvent } from '../../contract/event.js';

/** An effect as the tracker of an event is told about it, before it gets its id. */
export interface Effect {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * One thing that happened to a player: what the tracker is told, and what subscribers get if they get anything. Rules make
 * both afresh each time, since `number` completes them.
 */
export interface Happening {
  readonly effect: Effect;
  readonly event?: NewEvent;
  /** What boards have to be asked about. */
  readonly submission?: ScoreSubmission;
}

/** A score a rule asks a board to count. */
export interface ScoreSubmission {
  readonly leaderboardId: string;
  readonly score: number;
  readonly operation?: 'set' | 'increment' | 'best';
}

/** A player after a rule was applied, and what happened on the way, in order. */
export interface Turn<State> {
  readonly player: State;
  readonly happened: readonly Happening[];
}

export interface NumberedEffect extends Effect {
  /** `<id of the tracked event>:<n>`; events carry it as `effectId`. */
  readonly id: string;
}

/** A submission and the effect that stands for it. */
export interface NumberedSubmission extends ScoreSubmission {
  readonly effectId: string;
}

export interface Numbered {
  readonly effects: readonly NumberedEffect[];
  readonly events: readonly NewEvent[];
  readonly submissions: readonly NumberedSubmission[];
}

/** Gives each happening its id, so that a tracker can find its effects among the events. */
export function number(cause: string, happened: readonly Happening[]): Numbered {
  const effects: NumberedEffect[] = [];
  const events: NewEvent[] = [];
  const submissions: NumberedSubmission[] = [];
  happened.forEach(({ effect, event, submission }, index) => {
    const id = `${cause}:${index + 1}`;
    // Written in place: copying these objects was half the cost of applying an event.
    effects.push(Object.assign(effect, { id }));
    if (event) {
      Object.assign(event.fields, { effectId: id });
      events.push(event);
    }
    if (submission) submissions.push({ ...submission, effectId: id });
  });
  return { effects, events, submissions };
}

/** The events of happenings no tracked event caused. */
export const eventsOf = (happened: readonly Happening[]): NewEvent[] =>
  happened.flatMap(({ event }) => (event ? [event] : []));
