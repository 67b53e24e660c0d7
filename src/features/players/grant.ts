import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { CallContext } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import type { PlayerView } from './contract.js';
import type { Turn } from './happening.js';
import type { GrantContext } from './rules.js';
import { settle } from './settle.js';
import { type PlayerState, playerChannel, playerCodec } from './state.js';
import { viewPlayer } from './view.js';

/** A call that gives or takes something outside of any event. */
export interface Grant {
  readonly operation: string;
  readonly input: { readonly playerId: PlayerId; readonly reason?: string | undefined };
  readonly context: CallContext;
  /** What it does; may refuse with an AppError. */
  readonly rule: (player: PlayerState, context: GrantContext) => Turn<PlayerState>;
}

/** Makes the function that commits a grant and answers with the player afterwards. */
export const granter =
  (deps: Deps) =>
  async ({ operation, input, context, rule }: Grant): Promise<PlayerView> => {
    const { playerId, reason } = input;
    const { caller, at } = context;
    const target = {
      project: caller.project,
      channel: playerChannel(playerId),
      codec: playerCodec,
      at,
      ...onceOf(operation, context, input),
    };
    const { result } = await deps.transact(target, (before: PlayerState | undefined, definitions) => {
      if (!before) throw new AppError('PLAYER_NOT_FOUND');
      const why = { definitions, at, ...(reason === undefined ? {} : { reason }) };
      const answer = (player: PlayerState) => viewPlayer(playerId, player, why);
      const { planScores } = deps;
      return settle(before, rule(before, why), { playerId, definitions, at, planScores, answer });
    });
    return result;
  };
