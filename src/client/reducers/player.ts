import type { PlayerView } from '../../features/players/contract.js';
import type { Reducer } from '../states.js';

type QuestView = PlayerView['quests'][number];

/** A player's state after each event that changes it. */
export const playerReducer: Reducer<'player'> = {
  // The server sends this shape to subscribers of players.
  begin: (snapshot) => snapshot as PlayerView,
  events: {
    xp_updated: (player, { xp, level, xpToNextLevel, levelProgress, at }) =>
      touched(player, at, { xp, level, xpToNextLevel, levelProgress }),
    level_up: (player, { at }) => touched(player, at, {}),
    currency_updated: (player, { currency, balance, at }) =>
      touched(player, at, { currencies: { ...player.currencies, [currency]: balance } }),
    lives_updated: (player, { lives, maxLives, nextLifeAt, at }) =>
      touched(player, at, { lives: { current: lives, max: maxLives, nextLifeAt } }),
    badge_earned: (player, { badgeId, at }) =>
      touched(player, at, { badges: [...player.badges.filter((id) => id !== badgeId), badgeId] }),
    quest_progress: (player, { questId, stepId, progress, at }) =>
      withQuest(player, at, questId, (quest) => withProgress(quest, stepId, progress)),
    quest_completed: (player, { questId, at }) =>
      withQuest(player, at, questId, (quest) => ({
        ...quest,
        status: 'completed',
        steps: quest.steps.map((step) => ({ ...step, progress: step.target })),
        completions: quest.completions + 1,
        completedAt: at,
      })),
    quest_unlocked: (player, { questId, at }) =>
      withQuest(player, at, questId, (quest) => ({ ...quest, status: 'active' })),
  },
};

const touched = (player: PlayerView, at: number, changes: Partial<PlayerView>): PlayerView => ({
  ...player,
  ...changes,
  createdAt: player.createdAt ?? at,
  updatedAt: at,
});

function withQuest(
  player: PlayerView,
  ...[at, questId, change]: [number, string, (quest: QuestView) => QuestView]
): PlayerView {
  const quests = player.quests.map((quest) => (quest.questId === questId ? change(quest) : quest));
  return touched(player, at, { quests });
}

/** Progress on a quest that was done means that its next day or week has begun. */
function withProgress(quest: QuestView, stepId: string, progress: number): QuestView {
  const begun: QuestView =
    quest.status === 'completed'
      ? { ...quest, status: 'active', steps: quest.steps.map((step) => ({ ...step, progress: 0 })) }
      : quest;
  const steps = begun.steps.map((step) => (step.stepId === stepId ? { ...step, progress } : step));
  return { ...begun, steps };
}
