import { AppError } from '../../contract/errors.js';
import type { Handlers } from '../../contract/operation.js';
import { onceOf } from '../once.js';
import { type Chatter, withPart } from './chatter.js';
import { chatterTarget, recordDecision } from './chatters.js';
import type { chatOperations } from './contract.js';
import { evictFrom, placesOf } from './evictions.js';
import type { ChatParts } from './parts.js';
import type { Sanction } from './sanctions.js';
import { findVenue, mayModerate } from './venue.js';

type Moderate = Handlers<typeof chatOperations>['moderate'];

/** Puts a sanction on a player or lifts it; a ban ends the player's subscriptions in the same commit. */
export const moderate =
  (parts: ChatParts): Moderate =>
  async (input, context) => {
    const { caller, at } = context;
    const { project } = caller;
    const { playerId, channelId, action } = input;
    if (!mayModerate(caller, channelId ?? '*')) throw new AppError('FORBIDDEN');
    if (channelId !== undefined) await findVenue(parts, project, channelId);

    const isOver = action === 'ban' && channelId === undefined;
    const lobbies = isOver ? await parts.lobbies.lobbiesOf(project, playerId) : [];
    const sanction = sanctionOf(input, at);
    const target = { ...chatterTarget(project, playerId, at), ...onceOf('moderate', context, input) };
    const { result } = await parts.transact(target, (chatter: Chatter | undefined, definitions) => {
      const everywhere = () => placesOf({ definitions, chatter, lobbies });
      const places = action !== 'ban' ? [] : channelId === undefined ? everywhere() : [channelId];
      const answer = {
        playerId,
        ...(channelId === undefined ? {} : { channelId }),
        action,
        until: sanction?.until ?? null,
      };
      return recordDecision(
        sanctioned(chatter, channelId, { sanction, at }),
        answer,
        evictFrom(places, playerId, { at, definitions, config: parts.config }),
      );
    });
    return result;
  };

function sanctionOf(
  { action, durationSeconds, reason }: Parameters<Moderate>[0],
  at: number,
): Sanction | undefined {
  if (action === 'lift') return undefined;
  return {
    action,
    ...(durationSeconds === undefined ? {} : { until: at + durationSeconds * 1000 }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function sanctioned(
  chatter: Chatter | undefined,
  channelId: string | undefined,
  { sanction, at }: { readonly sanction: Sanction | undefined; readonly at: number },
): Chatter | undefined {
  if (channelId !== undefined) return withPart(chatter, channelId, { at, sanction });
  const { sanction: _former, ...rest } = chatter ?? { v: 1 as const, channels: {} };
  return sanction ? { ...rest, sanction } : rest;
}
