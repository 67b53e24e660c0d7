import { z } from 'zod';

/** A point between two publications of a channel: everything up to and including `offset` lies before it. */
export interface Offset {
  /** One life of the channel's history: `<project life>.<random per channel>`; a store that lost data shows as a new epoch. */
  readonly epoch: string;
  /** Number of publications since the channel began, also the version of its state. */
  readonly offset: number;
}

/** A point between two events: `index` is the last handled event inside publication `offset`; absent, all of it is handled. */
export interface Position extends Offset {
  readonly index?: number;
}

const pattern = /^([a-z0-9]+\.[a-z0-9]+)\.(\d{1,16})(?:\.(\d{1,6}))?$/;

/** The opaque string clients keep and send back as `since`. */
export const PositionText = z.string().max(128).meta({
  id: 'Position',
  description: 'Opaque position of one event in the history of a channel',
});

/** Writes a position for the wire. The last event of a publication is written without index, so resuming after it needs no older entry. */
export const formatPosition = ({ epoch, offset, index }: Position): string =>
  index === undefined ? `${epoch}.${offset}` : `${epoch}.${offset}.${index}`;

/** Reads a position from the wire, or undefined when it is none of ours. */
export function parsePosition(text: string): Position | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, epoch = '', offset, index] = match;
  if (!Number.isSafeInteger(Number(offset))) return undefined;
  return index === undefined
    ? { epoch, offset: Number(offset) }
    : { epoch, offset: Number(offset), index: Number(index) };
}
