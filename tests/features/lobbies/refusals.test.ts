import { expect, it } from '@jest/globals';
import { type LobbyNode, onBothEngines } from './stage.js';

/** Every command about a lobby, with what it is refused with once the lobby is closed; undefined: it goes through. */
const commands: readonly (readonly [string, object, string | undefined])[] = [
  ['joinLobby', {}, 'LOBBY_NOT_OPEN'],
  ['setReady', { ready: true }, 'LOBBY_NOT_OPEN'],
  ['sendToLobby', { type: 'hi' }, 'LOBBY_NOT_OPEN'],
  ['updateLobby', { name: 'Other' }, 'LOBBY_NOT_OPEN'],
  ['startLobby', {}, 'LOBBY_NOT_OPEN'],
  ['kickPlayer', { playerId: 'bob' }, 'LOBBY_NOT_OPEN'],
  ['inviteToLobby', {}, 'LOBBY_NOT_OPEN'],
  ['closeLobby', {}, 'LOBBY_NOT_OPEN'],
  ['getLobby', {}, undefined],
];

onBothEngines((open) => {
  const codeOf = (node: LobbyNode, who: string, name: string, input: object): Promise<string | undefined> =>
    node.as(who, name, input).then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );

  it('refuses every command about a lobby nobody knows as not found', async () => {
    const { nodes } = await open();

    for (const [name, input] of [...commands, ['leaveLobby', {}] as const, ['reopenLobby', {}] as const]) {
      const code = await codeOf(nodes[0], 'ann', name, { lobbyId: 'unknown', ...input });
      expect([name, code]).toEqual([name, 'LOBBY_NOT_FOUND']);
    }
  });

  it('refuses every command about a closed lobby but to read, leave and reopen it, on every node', async () => {
    const { nodes, eventsOf } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann');
    await one.as('bob', 'joinLobby', { lobbyId });
    await one.as('ann', 'closeLobby', { lobbyId });
    const before = await eventsOf(lobbyId);

    for (const [name, input, expected] of commands) {
      expect([name, await codeOf(other, 'ann', name, { lobbyId, ...input })]).toEqual([name, expected]);
    }
    expect(await eventsOf(lobbyId)).toEqual(before);
    expect(await codeOf(other, 'bob', 'leaveLobby', { lobbyId })).toBeUndefined();
    expect(await codeOf(other, 'ann', 'reopenLobby', { lobbyId })).toBeUndefined();
  });
});
