import { AppError } from '../../contract/errors.js';
import { parseChannelName } from '../../contract/ids.js';
import { type Feature, feature, type Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { mayReadPlayer } from './access.js';
import type { Bans } from './bans.js';
import { type PlayerView, playerOperations } from './contract.js';
import { type ErasePlayer, eraser } from './erase.js';
import { type Grant, granter } from './grant.js';
import { putProfile } from './profile.js';
import { balanceOf, changeCurrency, changeLives, grantBadge, grantXp } from './rules.js';
import { playerChannel, playerCodec } from './state.js';
import { viewPlayer } from './view.js';

/**
 * Players: reading, profile, direct grants, erasing.
 * @param eraseElsewhere - removes what other features hold of a player; repeating it must be harmless
 */
export function playersFeature(
  deps: Deps,
  eraseElsewhere: readonly ErasePlayer[] = [],
  bans?: Bans,
): Feature {
  return feature(playerOperations, {
    ...readers(deps),
    ...grants(deps),
    putPlayer: putProfile(deps, bans),
    deletePlayer: eraser(deps, eraseElsewhere),
  });
}

type PlayerHandlers = Handlers<typeof playerOperations>;

const readers = ({ channels, definitions }: Deps): Pick<PlayerHandlers, 'listPlayers' | 'getPlayer'> => ({
  async listPlayers({ page, limit }, { caller: { project }, at }) {
    const found = await channels.list(project, 'player', { offset: (page - 1) * limit, limit });
    const snapshots = await channels.readMany(project, found.channels);
    const context = { definitions: definitions.current(project), at };
    const players = found.channels.flatMap((channel, index): PlayerView[] => {
      const state = snapshots[index]?.state;
      const id = parseChannelName(channel)?.id;
      // Erased between the two reads.
      if (state === undefined || id === undefined) return [];
      return [viewPlayer(id, playerCodec.decode(state), context)];
    });
    const { total } = found;
    return { data: players, pagination: { page, limit, total, totalPages: Math.ceil(total / limit) } };
  },

  async getPlayer({ playerId }, { caller, at }) {
    mayReadPlayer(caller, playerId);
    const { state } = await channels.read(caller.project, playerChannel(playerId));
    if (state === undefined) throw new AppError('PLAYER_NOT_FOUND');
    const context = { definitions: definitions.current(caller.project), at };
    return viewPlayer(playerId, playerCodec.decode(state), context);
  },
});

function grants(
  deps: Deps,
): Pick<PlayerHandlers, 'grantXp' | 'changeCurrency' | 'changeLives' | 'grantBadge'> {
  const grant = granter(deps);
  const answer = (operation: string, input: Grant['input'], context: Grant['context'], rule: Grant['rule']) =>
    grant({ operation, input, context, rule });

  return {
    grantXp: (input, context) =>
      answer('grantXp', input, context, (player, why) => grantXp(player, input.amount, why)),
    changeCurrency: (input, context) =>
      answer('changeCurrency', input, context, (player, why) => {
        const { definitions } = why;
        if (!definitions.currencies.has(input.currency)) throw new AppError('CURRENCY_NOT_FOUND');
        const balance = balanceOf(player, input.currency, definitions);
        if (balance + input.amount < 0) {
          throw new AppError('INSUFFICIENT_FUNDS', { details: { currency: input.currency, balance } });
        }
        return changeCurrency(player, input, why);
      }),
    changeLives: (input, context) =>
      answer('changeLives', input, context, (player, why) => changeLives(player, input.amount, why)),
    grantBadge: (input, context) =>
      answer('grantBadge', input, context, (player, why) => {
        if (!why.definitions.badges.has(input.badgeId)) throw new AppError('BADGE_NOT_FOUND');
        return grantBadge(player, input.badgeId, why);
      }),
  };
}
