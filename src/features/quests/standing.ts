import { dayOf, weekOf } from '../calendar.js';
import type { Definitions } from '../definitions/compile.js';
import { own } from '../own.js';
import type { PlayerState, QuestState } from '../players/state.js';
import type { QuestView } from './contract.js';
import type { QuestDefinition } from './definition.js';

const untouched: QuestState = { progress: {} };

/** Day or week a repeating quest is in at an instant; undefined when it does not repeat. */
export function periodAt(quest: QuestDefinition, at: number, { project }: Definitions): string | undefined {
  if (quest.repeat === 'once') return undefined;
  return quest.repeat === 'daily' ? dayOf(at, project.timeZone) : weekOf(at, project.timeZone);
}

/** A player's standing in the given period; undefined when that period is over for this player. */
export function standingIn(
  player: PlayerState,
  quest: QuestDefinition,
  period: string | undefined,
): QuestState | undefined {
  const stored = own(player.quests, quest.id) ?? untouched;
  if (period === undefined || stored.period === period) return stored;
  if (stored.period !== undefined && stored.period > period) return undefined;
  const { done: _, ...kept } = stored;
  return { ...kept, progress: {}, period };
}

/** Whether a player may work on a quest: a rule unlocked it, or everything it requires was completed once. */
export function isUnlocked(player: PlayerState, quest: QuestDefinition): boolean {
  if (quest.requires.length === 0 || own(player.quests, quest.id)?.unlocked) return true;
  return quest.requires.every((id) => (own(player.quests, id)?.completions ?? 0) > 0);
}

/** A quest as clients see it at an instant. */
export function viewQuest(
  player: PlayerState,
  quest: QuestDefinition,
  { definitions, at }: { readonly definitions: Definitions; readonly at: number },
): QuestView {
  const stored = own(player.quests, quest.id);
  const standing =
    (stored && standingIn(player, quest, periodAt(quest, at, definitions))) ?? stored ?? untouched;
  const open = isUnlocked(player, quest) ? 'active' : 'locked';
  return {
    questId: quest.id,
    questName: quest.name,
    status: standing.done ? 'completed' : open,
    repeat: quest.repeat,
    steps: quest.steps.map(({ id, name, target }) => ({
      stepId: id,
      ...(name === undefined ? {} : { name }),
      progress: Math.min(target, own(standing.progress, id) ?? 0),
      target,
    })),
    completions: standing.completions ?? 0,
    completedAt: standing.completedAt ?? null,
    rewards: quest.rewards,
  };
}
