import { describe, expect, it } from '@jest/globals';
import { lobbyOperations } from '../../../src/features/lobbies/contract.js';
import { newLobby, updateLobby } from '../../../src/features/lobbies/settings.js';

const accepts = (operation: keyof typeof lobbyOperations, input: object): boolean =>
  lobbyOperations[operation].input.safeParse(input).success;

describe('the settings of a lobby', () => {
  it.each([
    ['an emoji', '🎲 Würfel 👨‍👩‍👧'],
    ['right-to-left text', 'غرفة \u202eabc'],
    ['markup', '<b>"&amp;'],
  ])('may hold %s', (_, name) => {
    expect(accepts('createLobby', { name })).toBe(true);
    expect(newLobby('l-1', { name }, 1).name).toBe(name);
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['a name of 101 characters', { name: 'x'.repeat(101) }],
    ['a control character', { name: 'a\u0007b' }],
    ['a line break', { name: 'a\nb' }],
    ['one seat', { name: 'x', maxPlayers: 1 }],
    ['101 seats', { name: 'x', maxPlayers: 101 }],
    ['half a seat', { name: 'x', maxPlayers: 2.5 }],
    ['an unknown privacy', { name: 'x', privacy: 'SECRET' }],
    ['more than 8 KiB of metadata', { name: 'x', metadata: { text: 'x'.repeat(8192) } }],
    ['config nested too deep', { name: 'x', config: JSON.parse(`{"a":${'['.repeat(20)}${']'.repeat(20)}}`) }],
    ['a countdown without end', { name: 'x', config: { countdownSeconds: 1e9 } }],
    ['requireReady as text', { name: 'x', config: { requireReady: 'yes' } }],
    ['an unknown field', { name: 'x', hidden: true }],
  ])('may not hold %s', (_, input) => {
    expect(accepts('createLobby', input)).toBe(false);
  });

  it('stay when an update does not name them, and go when it says null', () => {
    const lobby = newLobby(
      'l-1',
      { name: 'Room', description: 'cosy', gameMode: 'ctf', metadata: { a: 1 } },
      1,
    );

    const settings = { description: null, maxPlayers: 4, gameMode: undefined };
    const turn = updateLobby(lobby, { settings, hostId: undefined, actor: undefined });

    expect(turn.lobby).toMatchObject({ name: 'Room', gameMode: 'ctf', maxPlayers: 4, metadata: { a: 1 } });
    expect(turn.lobby).not.toHaveProperty('description');
    expect(turn.events).toMatchObject([
      { name: 'lobby_updated', fields: { changed: ['description', 'maxPlayers'] } },
    ]);
  });

  it('say nothing when nothing changed', () => {
    const lobby = newLobby('l-1', { name: 'Room' }, 1);

    const turn = updateLobby(lobby, { settings: { name: 'Room' }, hostId: undefined, actor: undefined });

    expect(turn).toEqual({ lobby, events: [] });
  });
});

describe('a message to a lobby', () => {
  it.each([
    [{ type: 'wave' }, true],
    [{ type: 'move', data: { x: 1 } }, true],
    [{ type: 'text', data: '👋' }, true],
    [{ type: '' }, false],
    [{ type: 'x'.repeat(65) }, false],
    [{ type: 'x', data: 'x'.repeat(8192) }, false],
  ])('%j is accepted: %j', (message, isAccepted) => {
    expect(accepts('sendToLobby', { lobbyId: 'l-1', ...message })).toBe(isAccepted);
  });
});
