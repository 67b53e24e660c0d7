import type { Definitions } from '../definitions/compile.js';
import { own, withKnown } from '../own.js';
import type { Happening, Turn } from '../players/happening.js';
import { grantRewards } from '../players/rules.js';
import type { PlayerState, QuestState } from '../players/state.js';
import type { QuestDefinition, StepDefinition } from './definition.js';
import { isUnlocked, periodAt, standingIn } from './standing.js';

/** What quests need to know beside the player. */
export interface QuestContext {
  readonly definitions: Definitions;
  /** Server time, Unix ms. */
  readonly at: number;
  /** Unix ms that decides the day or week of repeating quests. */
  readonly eventAt: number;
}

export interface Advance {
  /** Absent: the first step that is not done. */
  readonly stepId?: string;
  readonly amount: number;
}

type PlayerTurn = Turn<PlayerState>;

/**
 * Moves a step of a quest, within 0 and its target; completing the last one gives the rewards and unlocks what required it.
 * Nothing when the quest is locked, done, or the event belongs to a period that is over for this player.
 */
export function advanceQuest(
  player: PlayerState,
  quest: QuestDefinition,
  advance: Advance,
  context: QuestContext,
): PlayerTurn {
  const nothing = { player, happened: [] };
  if (!isUnlocked(player, quest)) return nothing;
  const standing = standingIn(player, quest, periodAt(quest, context.eventAt, context.definitions));
  if (!standing || standing.done) return nothing;
  const step = stepToMove(quest, standing, advance.stepId);
  if (!step) return nothing;

  const before = own(standing.progress, step.id) ?? 0;
  const progress = Math.min(step.target, Math.max(0, before + advance.amount));
  const moved: QuestState = { ...standing, progress: { ...standing.progress, [step.id]: progress } };
  // A lowered target can leave a quest complete without any step moving.
  const isComplete = quest.steps.every(({ id, target }) => (own(moved.progress, id) ?? 0) >= target);
  if (progress === before && !isComplete) return nothing;

  const happened = progress === before ? [] : [progressed(quest, step, progress)];
  if (!isComplete) return { player: withQuest(player, { quest, state: moved }, context), happened };
  const completed = completeQuest(player, { quest, state: moved }, context);
  return { player: completed.player, happened: [...happened, ...completed.happened] };
}

/** Opens a quest in spite of its requirements; nothing when it is open already. */
export function unlockQuest(player: PlayerState, quest: QuestDefinition, context: QuestContext): PlayerTurn {
  if (isUnlocked(player, quest)) return { player, happened: [] };
  const stored = own(player.quests, quest.id) ?? { progress: {} };
  const state: QuestState = { ...stored, unlocked: true };
  return { player: withQuest(player, { quest, state }, context), happened: [unlocked(quest)] };
}

interface Standing {
  readonly quest: QuestDefinition;
  readonly state: QuestState;
}

function completeQuest(player: PlayerState, { quest, state }: Standing, context: QuestContext): PlayerTurn {
  const { definitions, at } = context;
  const { completions = 0 } = state;
  const done: QuestState = { ...state, done: true, completions: completions + 1, completedAt: at };
  const dependents = definitions.dependents.get(quest.id) ?? [];
  const stillLocked = dependents.filter((dependent) => !isUnlocked(player, dependent));

  const reason = `quest:${quest.id}`;
  const next = withQuest(player, { quest, state: done }, context);
  const rewarded = grantRewards(next, quest.rewards, { definitions, at, reason });
  const opened = stillLocked.filter((dependent) => isUnlocked(rewarded.player, dependent));

  const fields = { questId: quest.id, questName: quest.name, rewards: quest.rewards };
  const completion: Happening = {
    effect: { type: 'complete_quest', questId: quest.id },
    event: { name: 'quest_completed', fields },
  };
  return { player: rewarded.player, happened: [completion, ...rewarded.happened, ...opened.map(unlocked)] };
}

const stepToMove = (quest: QuestDefinition, { progress }: QuestState, stepId: string | undefined) =>
  stepId === undefined
    ? quest.steps.find(({ id, target }) => (own(progress, id) ?? 0) < target)
    : quest.steps.find(({ id }) => id === stepId);

const withQuest = (
  player: PlayerState,
  { quest, state }: Standing,
  { definitions }: QuestContext,
): PlayerState => ({
  ...player,
  quests: withKnown(player.quests, [quest.id, state], definitions.quests),
});

const progressed = (quest: QuestDefinition, { id, target }: StepDefinition, progress: number): Happening => {
  const moved = { questId: quest.id, stepId: id, progress, target };
  return {
    effect: { type: 'progress_quest', ...moved },
    event: { name: 'quest_progress', fields: { questName: quest.name, ...moved } },
  };
};

const unlocked = ({ id, name }: QuestDefinition): Happening => ({
  effect: { type: 'unlock_quest', questId: id },
  event: { name: 'quest_unlocked', fields: { questId: id, questName: name } },
});
