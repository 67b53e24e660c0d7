import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import type { playerOperations } from './contract.js';
import { type PlayerState, playerChannel, playerCodec } from './state.js';

/** Removes what a feature holds of a player; repeating it must be harmless. */
export type ErasePlayer = (project: ProjectId, playerId: PlayerId) => Promise<void>;

/** Erases a player everywhere; its own state goes last, so that a failure on the way can be tried again. */
export const eraser =
  (
    { transact, channels }: Deps,
    elsewhere: readonly ErasePlayer[],
  ): Handlers<typeof playerOperations>['deletePlayer'] =>
  async ({ playerId }, context) => {
    const { caller, at } = context;
    const { project } = caller;
    const channel = playerChannel(playerId);
    const isThere = (await channels.read(project, channel)).state !== undefined;
    if (isThere) for (const erase of elsewhere) await erase(project, playerId);

    const target = { project, channel, codec: playerCodec, at, ...onceOf('deletePlayer', context, playerId) };
    await transact(target, (before: PlayerState | undefined) => {
      if (!before) throw new AppError('PLAYER_NOT_FOUND');
      return { state: null, events: [], result: {}, listed: false, dropHistory: true, profile: null };
    });
    return {};
  };
