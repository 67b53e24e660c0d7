import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../src/contract/errors.js';
import type { LobbyView } from '../../../src/features/lobbies/lobby-contract.js';
import { type Asked, asked, Model } from './model.js';
import { type Happened, type LobbyStage, onBothEngines } from './stage.js';

const begin = (requireReady: boolean) => ({ maxPlayers: 3, config: { requireReady } });

onBothEngines((open, redis) => {
  const options = { numRuns: redis() ? 40 : 120 };

  const perform = async ({ nodes }: LobbyStage, lobbyId: string, { command, node }: Asked) => {
    const { do: name, who, ...input } = command;
    try {
      await nodes[node].as(who, name, { lobbyId, ...input });
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  };
  const read = ({ nodes }: LobbyStage, lobbyId: string): Promise<LobbyView> =>
    nodes[0].as(undefined, 'getLobby', { lobbyId });

  it('does what a simple model does, whatever is asked of whichever node in whatever order', async () => {
    const stage = await open();

    const run = fc.asyncProperty(asked, fc.boolean(), async (sequence, requireReady) => {
      const lobbyId = await stage.nodes[0].open('ann', begin(requireReady));
      const model = new Model('ann', { max: 3, requireReady });
      for (const step of sequence) {
        expect(await perform(stage, lobbyId, step)).toBe(model.perform(step.command));
      }
      const { state, hostId, maxPlayers, players } = await read(stage, lobbyId);
      expect({ state, hostId, maxPlayers }).toEqual({
        state: model.state,
        hostId: model.host,
        maxPlayers: model.max,
      });
      expect(players.map(({ playerId, ready }) => [playerId, ready])).toEqual(
        model.players.map((player) => [player, model.ready.has(player)]),
      );
      await tidy(stage, lobbyId);
    });

    await fc.assert(run, options);
  });

  it('stays sound, and tells followers the truth, when everybody acts at the same time on two nodes', async () => {
    const stage = await open();

    const run = fc.asyncProperty(asked, fc.boolean(), async (crowd, requireReady) => {
      const lobbyId = await stage.nodes[0].open('ann', begin(requireReady));

      await Promise.all(crowd.map((each) => perform(stage, lobbyId, each)));

      const told = retell(await stage.eventsOf(lobbyId));
      const { state, hostId, players } = await read(stage, lobbyId);
      expect(told).toEqual({ state, hostId, players: players.map(({ playerId }) => playerId) });
      await checkMemberships(stage, lobbyId, state === 'closed' ? [] : told.players);
      await tidy(stage, lobbyId);
    });

    await fc.assert(run, options);
  });
});

interface Told {
  state: string;
  hostId: string | null;
  players: string[];
}

/** Retells a lobby's life from its events alone, and refuses what must never happen. */
function retell(events: readonly Happened[]): Told {
  const told: Told = { state: 'open', hostId: null, players: [] };
  for (const { name, fields } of events) {
    if (name === 'player_joined') {
      expect(told.state).toBe('open');
      expect(told.players).not.toContain(fields.playerId);
      told.players.push(fields.playerId);
      told.hostId ??= fields.playerId;
      expect(told.players.length).toBeLessThanOrEqual(fields.lobby.maxPlayers);
    }
    if (name === 'player_left') {
      expect(told.players).toContain(fields.playerId);
      told.players = told.players.filter((player) => player !== fields.playerId);
      if (told.players.length === 0) told.hostId = null;
    }
    if (name === 'host_changed') told.hostId = fields.hostId;
    if (name === 'lobby_started') {
      expect(told.state).toBe('open');
      told.state = 'started';
    }
    if (name === 'lobby_closed') {
      expect(told.state).not.toBe('closed');
      told.state = 'closed';
    }
    if (name === 'lobby_updated') told.state = fields.lobby.state;
  }
  if (told.hostId !== null) expect(told.players).toContain(told.hostId);
  if (told.players.length === 0) expect(told.state).toBe('closed');
  return told;
}

async function checkMemberships(
  { nodes }: LobbyStage,
  lobbyId: string,
  members: readonly string[],
): Promise<void> {
  for (const playerId of ['ann', 'bob', 'cid', 'dan', 'eve']) {
    const { data } = await nodes[1].as(playerId, 'listPlayerLobbies', { playerId });
    const isIn = data.some((lobby: LobbyView) => lobby.lobbyId === lobbyId);
    expect([playerId, isIn]).toEqual([playerId, members.includes(playerId)]);
  }
}

/** Ends the run's lobby, so that the next one starts with nobody in any. */
const tidy = ({ nodes }: LobbyStage, lobbyId: string): Promise<unknown> =>
  nodes[0].as(undefined, 'closeLobby', { lobbyId }).catch(() => undefined);
