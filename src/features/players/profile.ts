import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { type Bans, followStatus } from './bans.js';
import type { playerOperations } from './contract.js';
import { profileChange } from './profile-change.js';
import { newPlayer, type PlayerState, playerChannel, playerCodec } from './state.js';
import { viewPlayer } from './view.js';

type PutPlayer = Handlers<typeof playerOperations>['putPlayer'];
type Profile = Omit<Parameters<PutPlayer>[0], 'playerId'>;

/** Creates a player or changes its profile; what a ban means elsewhere follows its commit, so that a failure can be tried again. */
export const putProfile =
  (deps: Deps, bans: Bans | undefined): PutPlayer =>
  async ({ playerId, ...profile }, context) => {
    const { caller, at } = context;
    const target = {
      project: caller.project,
      channel: playerChannel(playerId),
      codec: playerCodec,
      at,
      ...onceOf('putPlayer', context, { playerId, ...profile }),
    };
    const { result } = await deps.transact(target, (before: PlayerState | undefined, definitions) => {
      const player = { ...withProfile(before ?? newPlayer(at), profile), updatedAt: at };
      return {
        state: player,
        events: [],
        result: viewPlayer(playerId, player, { definitions, at }),
        ...(before ? {} : { listed: player.createdAt }),
        ...profileChange(before, player),
        ...(player.banned ? { evict: [playerId] } : {}),
      };
    });
    if (bans && profile.status !== undefined) {
      await followStatus(deps, bans, { project: caller.project, playerId });
    }
    return result;
  };

/** Changes the given fields only; null clears one. */
export function withProfile(player: PlayerState, profile: Profile): PlayerState {
  const { displayName, avatarUrl, metadata, banned, ...rest } = player;
  const name = profile.displayName === undefined ? displayName : profile.displayName;
  const avatar = profile.avatarUrl === undefined ? avatarUrl : profile.avatarUrl;
  const isBanned = profile.status === undefined ? banned : profile.status === 'banned';
  const fields = profile.metadata ?? metadata;
  return {
    ...rest,
    ...(name ? { displayName: name } : {}),
    ...(avatar ? { avatarUrl: avatar } : {}),
    ...(fields ? { metadata: fields } : {}),
    ...(isBanned ? { banned: true } : {}),
  };
}
