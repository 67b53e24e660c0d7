import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LobbyView } from '../../../src/features/lobbies/lobby-contract.js';
import { eventually } from '../../support/eventually.js';
import { onBothEngines } from './stage.js';

const HOST = 'ann';
/** What several players ask at the same moment; bob is a member then, who is being kicked. */
const crowd = fc.shuffledSubarray(
  [
    { who: HOST, does: 'kickPlayer', input: { playerId: 'bob' }, node: 0 },
    { who: 'bob', does: 'joinLobby', input: {}, node: 1 },
    { who: 'bob', does: 'joinLobby', input: {}, node: 0 },
    { who: 'bob', does: 'setReady', input: { ready: true }, node: 1 },
    { who: 'cid', does: 'joinLobby', input: {}, node: 1 },
    { who: 'dan', does: 'joinLobby', input: {}, node: 0 },
  ] as const,
  { minLength: 2 },
);

onBothEngines((open, redis) => {
  const options = { numRuns: redis() ? 40 : 100 };

  it('ends what a kicked member hears with the kick, and counts seats right, whoever joins at that moment', async () => {
    const { nodes, eventsOf } = await open();

    const run = fc.asyncProperty(crowd, fc.integer({ min: 2, max: 3 }), async (asked, maxPlayers) => {
      const lobbyId = await nodes[0].open(HOST, { maxPlayers });
      await nodes[0].as('bob', 'joinLobby', { lobbyId });
      const followers = [
        await nodes[1].follow('bob', lobbyId),
        await nodes[1].follow('eve', lobbyId),
      ] as const;
      const [bob, eve] = followers;
      const before = (await eventsOf(lobbyId)).length;

      await Promise.allSettled(
        asked.map(({ who, does, input, node }) => nodes[node].as(who, does, { lobbyId, ...input })),
      );
      await nodes[0].as(HOST, 'sendToLobby', { lobbyId, type: 'last' });

      const events = (await eventsOf(lobbyId)).slice(before);
      await eventually(() => expect(eve.heard).toEqual(events));
      const kick = events.findIndex(({ fields }) => fields.reason === 'kicked');
      expect(kick >= 0).toBe(asked.some(({ does }) => does === 'kickPlayer'));
      await eventually(() => expect(bob.isOver()).toBe(kick >= 0));
      expect(bob.heard).toEqual(kick < 0 ? events : events.slice(0, kick + 1));
      const members = new Set([HOST, 'bob']);
      for (const { name, fields } of events) {
        if (name === 'player_left') expect(members.delete(fields.playerId)).toBe(true);
        if (name !== 'player_joined') continue;
        expect(members.has(fields.playerId)).toBe(false);
        members.add(fields.playerId);
        expect(members.size).toBeLessThanOrEqual(maxPlayers);
      }
      const { players }: LobbyView = await nodes[1].as(HOST, 'getLobby', { lobbyId });
      expect(players.map(({ playerId }) => playerId)).toEqual([...members]);
      for (const { leave } of followers) leave();
      await nodes[0].as(HOST, 'closeLobby', { lobbyId });
    });

    await fc.assert(run, options);
  }, 60_000);
});
