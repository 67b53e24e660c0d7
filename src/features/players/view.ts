import type { PlayerId } from '../../contract/ids.js';
import type { Definitions } from '../definitions/compile.js';
import { viewQuest } from '../quests/standing.js';
import type { PlayerView } from './contract.js';
import { standingAt } from './levels.js';
import { balanceOf, livesOf } from './rules.js';
import { newPlayer, type PlayerState } from './state.js';

/** A player as clients see it at an instant; one that does not exist yet as it would begin. */
export function viewPlayer(
  playerId: PlayerId,
  stored: PlayerState | undefined,
  { definitions, at }: { readonly definitions: Definitions; readonly at: number },
): PlayerView {
  const player = stored ?? newPlayer(at);
  const lives = livesOf(player, definitions, at);
  return {
    playerId,
    displayName: player.displayName ?? null,
    avatarUrl: player.avatarUrl ?? null,
    metadata: player.metadata ?? {},
    status: player.banned ? 'banned' : 'active',
    xp: player.xp,
    ...standingAt(definitions.levels, player.xp),
    currencies: balancesOf(player, definitions),
    lives: { current: lives.count, max: definitions.project.lives.max, nextLifeAt: lives.nextLifeAt },
    badges: [...(player.badges ?? [])],
    quests: definitions.project.quests.map((quest) => viewQuest(player, quest, { definitions, at })),
    createdAt: stored?.createdAt ?? null,
    updatedAt: stored?.updatedAt ?? null,
  };
}

/** Every currency of the project with the player's balance. */
export const balancesOf = (player: PlayerState, definitions: Definitions): Record<string, number> =>
  Object.fromEntries(
    [...definitions.currencies.keys()].map((id) => [id, balanceOf(player, id, definitions)]),
  );
