import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf, recallFirst, rememberOnce } from '../once.js';
import type { playerOperations } from './contract.js';
import { type PlayerState, playerChannel, playerCodec } from './state.js';

/** Removes what a feature holds of a player; repeating it must be harmless. */
export type ErasePlayer = (project: ProjectId, playerId: PlayerId) => Promise<void>;

/** A player who gets events all the time has to stay in the end. */
const MAX_PASSES = 10;

/**
 * Erases a player everywhere, also one who has only chatted. The own state goes first: an event under way then makes somebody
 * new of the player instead of adding to what is being erased. Whoever came while it went on is erased with the rest, so that
 * nothing is half there. A failure on the way can be tried again; erasing one who is not there does nothing; nor does a
 * repeat under the idempotency key of an erasing that succeeded, so that it spares whoever has come back since.
 */
export const eraser =
  (deps: Deps, elsewhere: readonly ErasePlayer[]): Handlers<typeof playerOperations>['deletePlayer'] =>
  async ({ playerId }, context) => {
    const { channels, append } = deps;
    const { project } = context.caller;
    const once = onceOf('deletePlayer', context, playerId);
    if (await recallFirst(channels, project, once)) return {};

    for (let passes = 0; passes < MAX_PASSES; passes++) {
      await forget(deps, { project, playerId, at: context.at });
      for (const erase of elsewhere) await erase(project, playerId);
      const { state } = await channels.read(project, playerChannel(playerId));
      if (state === undefined) break;
    }
    await rememberOnce(append, { project, at: context.at, ...once }, {});
    return {};
  };

interface Erasing {
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  /** Unix ms. */
  readonly at: number;
}

async function forget({ transact }: Deps, { project, playerId, at }: Erasing): Promise<void> {
  const target = { project, channel: playerChannel(playerId), codec: playerCodec, at };
  await transact(target, (before: PlayerState | undefined) =>
    before
      ? { state: null, events: [], result: null, listed: false, dropHistory: true, profile: null }
      : { events: [], result: null },
  );
}
