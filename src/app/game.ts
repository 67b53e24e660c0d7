import type { Revocations } from '../auth/revocations.js';
import type { Tokens } from '../auth/tokens.js';
import type { EventDeclarations } from '../contract/event.js';
import type { ChannelKind } from '../contract/ids.js';
import { type Feature, feature } from '../contract/operation.js';
import { keepsScoredBoards } from '../features/admin/scored-boards.js';
import { adminFeature } from '../features/admin/service.js';
import { announcementsFeature } from '../features/announcements/service.js';
import { authOperations } from '../features/auth/contract.js';
import { type AuthParts, authHandlers } from '../features/auth/service.js';
import { channelsFeature } from '../features/channels/service.js';
import { chatEvents } from '../features/chat/contract.js';
import { chatChannel } from '../features/chat/history.js';
import { createChat } from '../features/chat/service.js';
import type { Deps } from '../features/deps.js';
import { eventsFeature } from '../features/events/service.js';
import { leaderboardEvents } from '../features/leaderboards/contract.js';
import { eraseRanks } from '../features/leaderboards/erase.js';
import { leaderboardKind } from '../features/leaderboards/kind.js';
import { boardScores } from '../features/leaderboards/rankings.js';
import { leaderboardsFeature } from '../features/leaderboards/service.js';
import { eraseSeats } from '../features/lobbies/erase.js';
import { lobbyEvents } from '../features/lobbies/event-contract.js';
import { lobbyKind } from '../features/lobbies/kind.js';
import { lobbiesFeature } from '../features/lobbies/service.js';
import type { LobbyWatch } from '../features/lobbies/watch.js';
import { operationsFeature } from '../features/operations/service.js';
import { admitPlayer } from '../features/players/access.js';
import { playerEvents } from '../features/players/contract.js';
import { playerKind } from '../features/players/kind.js';
import { playersFeature } from '../features/players/service.js';
import { presenceFeature } from '../features/presence/service.js';
import { questEvents } from '../features/quests/contract.js';
import { questsFeature } from '../features/quests/service.js';
import { streamEvents } from '../features/streams/contract.js';
import { streamKind } from '../features/streams/kind.js';
import { streamsFeature } from '../features/streams/service.js';
import type { SubscribableKind } from '../hub/channel-kind.js';
import type { Sockets } from '../transport/socket-io/sockets.js';
import { createBans } from './bans.js';

/** All a node can do, independent of how it is reached. */
export interface Game {
  /** What is asked for most comes first: routes are tried in this order. */
  readonly features: readonly Feature[];
  /** What can be followed. */
  readonly kinds: Readonly<Partial<Record<ChannelKind, SubscribableKind>>>;
  readonly events: readonly EventDeclarations[];
}

export interface GameParts {
  readonly deps: Deps;
  readonly tokens: Tokens;
  readonly revocations: Revocations;
  readonly watch: LobbyWatch;
  /** Sockets serve features and features act on sockets: undefined until both are there. */
  readonly sockets: () => Sockets | undefined;
}

/** Puts the features together; a new one is named here and nowhere else. */
export function createGame({ deps, tokens, revocations, watch, sockets }: GameParts): Game {
  const chat = createChat(deps, (project, channelId, fields) =>
    sockets()?.tellOthers(project, {
      name: 'player_typing',
      fields,
      channel: chatChannel(channelId),
      except: fields.playerId,
    }),
  );
  const kinds: Game['kinds'] = {
    player: playerKind(deps),
    leaderboard: leaderboardKind(deps),
    lobby: lobbyKind(deps, watch),
    chat: chat.kind,
    stream: streamKind(deps),
  };
  const disconnect = (...[project, whose]: Parameters<Sockets['disconnectRevoked']>) =>
    sockets()?.disconnectRevoked(project, whose);
  const bans = createBans({ deps, revocations, chat, disconnect });
  const admit: AuthParts['admitPlayer'] = (project, playerId) =>
    admitPlayer(deps.channels, project, playerId);

  return {
    kinds,
    events: [playerEvents, questEvents, leaderboardEvents, lobbyEvents, chatEvents, streamEvents],
    features: [
      eventsFeature(deps),
      playersFeature(deps, [chat.eraseMessagesOf, eraseRanks(deps), eraseSeats(deps), bans.lift], bans),
      questsFeature(deps),
      leaderboardsFeature(deps),
      lobbiesFeature(deps, watch),
      chat.feature,
      streamsFeature(deps),
      channelsFeature(deps, kinds),
      presenceFeature(deps),
      announcementsFeature(deps, (project, name, fields, to) =>
        sockets()?.broadcastUnkept(project, { name, fields }, to),
      ),
      feature(authOperations, authHandlers({ ...deps, tokens, revocations, disconnect, admitPlayer: admit })),
      operationsFeature(async (project) => (await sockets()?.readNodes(project)) ?? noNodes),
      adminFeature(deps, keepsScoredBoards(boardScores(deps))),
    ],
  };
}

/** Nothing is served before there are sockets. */
const noNodes = { nodes: [], complete: false };
