import type { Codec } from '../../commit/decision.js';
import { type ChannelName, channelName, type PlayerId } from '../../contract/ids.js';
import type { StoredLives } from './lives.js';

/** What is stored of a player. Whatever equals the definitions' initial value is left out, so that it follows them. */
export interface PlayerState {
  /** Schema number. */
  readonly v: 1;
  /** Unix ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly displayName?: string;
  readonly avatarUrl?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly banned?: true;
  readonly xp: number;
  /** Balances that have ever changed. */
  readonly currencies?: Readonly<Record<string, number>>;
  readonly lives?: StoredLives;
  readonly badges?: readonly string[];
  readonly quests?: Readonly<Record<string, QuestState>>;
  /** Bookkeeping of rules with limits. */
  readonly rules?: Readonly<Record<string, RuleMarks>>;
}

/** How far a player is with a quest. */
export interface QuestState {
  /** By step id; a missing step is at 0. */
  readonly progress: Readonly<Record<string, number>>;
  /** Day or week this belongs to, for a repeating quest. */
  readonly period?: string;
  /** Completed, in this period if it repeats. */
  readonly done?: true;
  /** How often it was completed ever. */
  readonly completions?: number;
  /** Unix ms of the last completion. */
  readonly completedAt?: number;
  /** Unlocked by a rule in spite of its requirements. */
  readonly unlocked?: true;
}

/** When a rule with limits matched for a player. */
export interface RuleMarks {
  /** Unix ms, server time. */
  readonly last: number;
  /** Matches by day of the event, the newest days only. */
  readonly days?: Readonly<Record<string, number>>;
}

/** A player nobody has heard of yet. */
export const newPlayer = (at: number): PlayerState => ({ v: 1, createdAt: at, updatedAt: at, xp: 0 });

export const playerChannel = (playerId: PlayerId): ChannelName => channelName('player', playerId);

export const playerCodec: Codec<PlayerState> = {
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text),
};
