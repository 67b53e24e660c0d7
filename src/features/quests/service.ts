import { AppError } from '../../contract/errors.js';
import { type Feature, feature, type Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { mayReadPlayer, mustNotBeBanned } from '../players/access.js';
import { settle } from '../players/settle.js';
import { type PlayerState, playerChannel, playerCodec } from '../players/state.js';
import { questOperations } from './contract.js';
import { advanceQuest } from './rules.js';
import { isUnlocked, viewQuest } from './standing.js';

/** Quests of players: reading and moving them forward. */
export const questsFeature = (deps: Deps): Feature =>
  feature(questOperations, {
    listPlayerQuests: listQuests(deps),
    progressQuest: progressQuest(deps),
  });

type QuestHandlers = Handlers<typeof questOperations>;

const listQuests =
  ({ channels, definitions }: Deps): QuestHandlers['listPlayerQuests'] =>
  async ({ playerId }, { caller, at }) => {
    mayReadPlayer(caller, playerId);
    const { state } = await channels.read(caller.project, playerChannel(playerId));
    if (state === undefined) throw new AppError('PLAYER_NOT_FOUND');
    const player = playerCodec.decode(state);
    const current = definitions.current(caller.project);
    return {
      data: current.project.quests.map((quest) => viewQuest(player, quest, { definitions: current, at })),
    };
  };

const progressQuest =
  (deps: Deps): QuestHandlers['progressQuest'] =>
  async (input, context) => {
    const { playerId, questId, amount, stepId } = input;
    const { caller, at } = context;
    const target = {
      project: caller.project,
      channel: playerChannel(playerId),
      codec: playerCodec,
      at,
      ...onceOf('progressQuest', context, input),
    };
    const { result } = await deps.transact(target, (before: PlayerState | undefined, definitions) => {
      const quest = definitions.quests.get(questId);
      if (!quest) throw new AppError('QUEST_NOT_FOUND');
      if (!before) throw new AppError('PLAYER_NOT_FOUND');
      mustNotBeBanned(before);
      if (!isUnlocked(before, quest)) throw new AppError('CONFLICT', { message: 'The quest is locked' });
      if (stepId !== undefined && !quest.steps.some(({ id }) => id === stepId)) {
        throw new AppError('QUEST_NOT_FOUND', { message: 'The quest has no such step' });
      }

      const advance = { amount, ...(stepId === undefined ? {} : { stepId }) };
      const turn = advanceQuest(before, quest, advance, { definitions, at, eventAt: at });
      const answer = (player: PlayerState) => viewQuest(player, quest, { definitions, at });
      const { planScores } = deps;
      return settle(before, turn, { playerId, definitions, at, planScores, answer });
    });
    return result;
  };
