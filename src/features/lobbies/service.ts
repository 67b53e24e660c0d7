import { type Feature, feature } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { lobbyOperations } from './contract.js';
import { hostHandlers } from './host-service.js';
import { memberHandlers } from './member-service.js';
import { readHandlers } from './read-service.js';
import type { LobbyWatch } from './watch.js';

/** Lobbies: one set of rules for REST calls and socket commands. */
export const lobbiesFeature = (deps: Deps, watch: Pick<LobbyWatch, 'meet' | 'seated'>): Feature =>
  feature(lobbyOperations, {
    ...hostHandlers(deps, watch),
    ...memberHandlers(deps, watch),
    ...readHandlers(deps),
  });
