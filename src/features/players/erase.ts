import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf, recallFirst } from '../once.js';
import type { playerOperations } from './contract.js';
import { type PlayerState, playerChannel, playerCodec } from './state.js';

/** Removes what a feature holds of a player; repeating it must be harmless. */
export type ErasePlayer = (project: ProjectId, playerId: PlayerId) => Promise<void>;

/**
 * Erases a player everywhere, also one who has only chatted; its own state goes last, so that a failure on the way can be
 * tried again. Erasing one who is not there does nothing; nor does a repeat under the idempotency key of an erasing that
 * succeeded, so that it spares whoever has come back since.
 */
export const eraser =
  (
    { transact, channels }: Deps,
    elsewhere: readonly ErasePlayer[],
  ): Handlers<typeof playerOperations>['deletePlayer'] =>
  async ({ playerId }, context) => {
    const { caller, at } = context;
    const { project } = caller;
    const channel = playerChannel(playerId);
    const target = { project, channel, codec: playerCodec, at, ...onceOf('deletePlayer', context, playerId) };
    if (await recallFirst(channels, project, target)) return {};
    for (const erase of elsewhere) await erase(project, playerId);

    await transact(target, (before: PlayerState | undefined) =>
      before
        ? { state: null, events: [], result: {}, listed: false, dropHistory: true, profile: null }
        : { events: [], result: {} },
    );
    return {};
  };
