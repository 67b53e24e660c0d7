import type { NewEvent } from '../../contract/event.js';
import { MAX_AMOUNT } from '../../contract/ids.js';
import type { Definitions } from '../definitions/compile.js';
import { own } from '../own.js';
import type { Rewards } from './definition.js';
import type { Happening, Turn } from './happening.js';
import { levelAt, standingAt } from './levels.js';
import { addLives, type CurrentLives, livesAt } from './lives.js';
import type { PlayerState } from './state.js';

/** What grants need to know beside the player. */
export interface GrantContext {
  readonly definitions: Definitions;
  /** Server time, Unix ms. */
  readonly at: number;
  /** Why, for whoever gets the event. */
  readonly reason?: string;
}

type PlayerTurn = Turn<PlayerState>;

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
const nothing = (player: PlayerState): PlayerTurn => ({ player, happened: [] });
const one = (player: PlayerState, effect: Happening['effect'], event: NewEvent): PlayerTurn => ({
  player,
  happened: [{ effect, event }],
});

/** Adds XP, or takes it down to 0. Levels are announced once per commit, by `announceLevel`. */
export function grantXp(player: PlayerState, amount: number, context: GrantContext): PlayerTurn {
  const xp = clamp(player.xp + amount, MAX_AMOUNT);
  const delta = xp - player.xp;
  if (delta === 0) return nothing(player);

  const { level, xpToNextLevel, levelProgress } = standingAt(context.definitions.levels, xp);
  const fields = { xp, delta, level, xpToNextLevel, levelProgress, reason: context.reason };
  return one({ ...player, xp }, { type: 'grant_xp', amount: delta, xp }, { name: 'xp_updated', fields });
}

/** Announces the level reached when it is higher than before the commit. */
export function announceLevel(
  before: PlayerState | undefined,
  player: PlayerState,
  { levels }: Definitions,
): readonly Happening[] {
  if (player.xp <= (before?.xp ?? 0)) return [];
  const oldLevel = levelAt(levels, before?.xp ?? 0);
  const newLevel = levelAt(levels, player.xp);
  if (newLevel <= oldLevel) return [];
  const fields = { oldLevel, newLevel, xp: player.xp };
  return [{ effect: { type: 'level_up', oldLevel, newLevel }, event: { name: 'level_up', fields } }];
}

/** The balance of a currency; one that never changed is at its initial value. */
export const balanceOf = (player: PlayerState, currency: string, definitions: Definitions): number =>
  own(player.currencies, currency) ?? definitions.currencies.get(currency)?.initial ?? 0;

/** Adds to a balance, or takes from it, within 0 and the currency's maximum; nothing for an unknown currency. */
export function changeCurrency(
  player: PlayerState,
  { currency, amount }: { readonly currency: string; readonly amount: number },
  context: GrantContext,
): PlayerTurn {
  const definition = context.definitions.currencies.get(currency);
  if (!definition) return nothing(player);
  const before = balanceOf(player, currency, context.definitions);
  const most = definition.max ?? MAX_AMOUNT;
  // A balance above a maximum that was lowered later is not taken away by a gain.
  const balance =
    amount > 0 ? Math.max(before, clamp(before + amount, most)) : clamp(before + amount, MAX_AMOUNT);
  const delta = balance - before;
  if (delta === 0) return nothing(player);

  const currencies = { ...player.currencies, [currency]: balance };
  const fields = { currency, balance, delta, reason: context.reason };
  const effect = { type: 'grant_currency', currency, amount: delta, balance };
  return one({ ...player, currencies }, effect, { name: 'currency_updated', fields });
}

/** The lives a player has at an instant. */
export const livesOf = (player: PlayerState, { project }: Definitions, at: number): CurrentLives =>
  livesAt(player.lives ?? { count: project.lives.initial, since: player.createdAt }, project.lives, at);

/** Gives or takes whole lives, within 0 and the maximum. */
export function changeLives(player: PlayerState, amount: number, context: GrantContext): PlayerTurn {
  const { definitions, at } = context;
  const { max } = definitions.project.lives;
  const before = livesOf(player, definitions, at);
  const lives = addLives(before, amount, max);
  const delta = lives.count - before.count;
  if (delta === 0) return nothing(player);

  const { nextLifeAt } = livesAt(lives, definitions.project.lives, at);
  const fields = { lives: lives.count, maxLives: max, delta, nextLifeAt, reason: context.reason };
  const effect = { type: 'change_lives', amount: delta, lives: lives.count };
  return one({ ...player, lives }, effect, { name: 'lives_updated', fields });
}

/** Gives a badge; nothing when the player has it or the project does not. */
export function grantBadge(player: PlayerState, badgeId: string, { definitions }: GrantContext): PlayerTurn {
  const badge = definitions.badges.get(badgeId);
  const badges = player.badges ?? [];
  if (!badge || badges.includes(badgeId)) return nothing(player);
  const fields = { badgeId, badgeName: badge.name };
  const effect = { type: 'grant_badge', badgeId };
  return one({ ...player, badges: [...badges, badgeId] }, effect, { name: 'badge_earned', fields });
}

/** Gives everything a reward lists. */
export function grantRewards(player: PlayerState, rewards: Rewards, context: GrantContext): PlayerTurn {
  const happened: Happening[] = [];
  let current = player;
  const take = (turn: PlayerTurn) => {
    current = turn.player;
    happened.push(...turn.happened);
  };
  if (rewards.xp !== undefined) take(grantXp(current, rewards.xp, context));
  for (const [currency, amount] of Object.entries(rewards.currencies ?? {})) {
    take(changeCurrency(current, { currency, amount }, context));
  }
  if (rewards.lives !== undefined) take(changeLives(current, rewards.lives, context));
  for (const badgeId of rewards.badges ?? []) take(grantBadge(current, badgeId, context));
  return { player: current, happened };
}
