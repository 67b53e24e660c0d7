import { MAX_AMOUNT } from '../../contract/ids.js';
import type { Rule } from '../definitions/compile.js';
import type { Happening, Turn } from '../players/happening.js';
import { changeCurrency, changeLives, type GrantContext, grantBadge, grantXp } from '../players/rules.js';
import type { PlayerState } from '../players/state.js';
import { advanceQuest, unlockQuest } from '../quests/rules.js';
import type { EffectDefinition } from '../rules/definition.js';
import type { Facts } from '../rules/logic.js';

export interface EffectContext extends GrantContext {
  /** Unix ms, the event's own time. */
  readonly eventAt: number;
}

/** Applies one effect of a rule. Never fails: what cannot be computed or applied does nothing. */
export function runEffect(
  player: PlayerState,
  { definition, amount }: Rule['effects'][number],
  facts: Facts,
  context: EffectContext,
): Turn<PlayerState> {
  const size = amount(facts);
  // Also effects without a number have one, 0, so that only a failed computation ends here.
  if (size === undefined) return { player, happened: [] };

  switch (definition.type) {
    case 'grant_xp':
      return grantXp(player, size, context);
    case 'grant_currency':
      return changeCurrency(player, { currency: definition.currency, amount: size }, context);
    case 'change_lives':
      return changeLives(player, size, context);
    case 'grant_badge':
      return grantBadge(player, definition.badgeId, context);
    case 'progress_quest':
    case 'unlock_quest':
      return runQuestEffect(player, { ...definition, amount: size }, context);
    default:
      return { player, happened: [announce(definition, size)] };
  }
}

type QuestEffect = Extract<EffectDefinition, { readonly questId: string }>;
type Announced = Extract<EffectDefinition, { readonly type: 'submit_score' | 'notify' | 'emit_event' }>;

function runQuestEffect(
  player: PlayerState,
  { type, questId, amount }: Pick<QuestEffect, 'type' | 'questId'> & { readonly amount: number },
  context: EffectContext,
): Turn<PlayerState> {
  const quest = context.definitions.quests.get(questId);
  if (!quest) return { player, happened: [] };
  return type === 'unlock_quest'
    ? unlockQuest(player, quest, context)
    : advanceQuest(player, quest, { amount }, context);
}

/** Effects that leave the player's state alone. */
function announce(definition: Announced, size: number): Happening {
  if (definition.type === 'emit_event') {
    return { effect: { type: 'emit_event', eventType: definition.eventType } };
  }
  if (definition.type === 'submit_score') {
    const { leaderboardId, operation } = definition;
    const score = Math.min(MAX_AMOUNT, Math.max(-MAX_AMOUNT, size));
    const submission = { leaderboardId, score, ...(operation ? { operation } : {}) };
    return { effect: { type: 'submit_score', ...submission }, submission };
  }
  const { title, body, data } = definition;
  const fields = { title, ...(body === undefined ? {} : { body }), ...(data === undefined ? {} : { data }) };
  return { effect: { type: 'notify', title }, event: { name: 'notification', fields } };
}
