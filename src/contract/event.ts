import type { z } from 'zod';
import type { ChannelKind } from './ids.js';

/** An event the server sends: which channel kind carries it and its fields beside ids, `at` and `position`. */
export interface EventDeclaration {
  readonly summary: string;
  readonly channel: ChannelKind | 'connection';
  readonly fields: z.ZodObject;
}

/** All events of one feature by name. */
export type EventDeclarations = Readonly<Record<string, EventDeclaration>>;

/** Declares events; returns them unchanged, with their types. */
export const events = <const Declared extends EventDeclarations>(declared: Declared): Declared => declared;

/** An event as a rule makes it, before `transact` adds the channel's id, `at` and the effect id. */
export interface NewEvent {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it happened, Unix ms; absent: at the commit. */
  readonly at?: number;
}
