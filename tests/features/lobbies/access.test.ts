import { expect, it } from '@jest/globals';
import { decodeBody } from '../../../src/contract/publication.js';
import { player } from '../stage.js';
import { onBothEngines, project } from './stage.js';

const refusal = (code: string) => expect.objectContaining({ code });

onBothEngines((open) => {
  it('lets nobody into a private lobby but with its password, which is stored hashed', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const { lobbyId, lobby } = await node.as('ann', 'createLobby', {
      name: 'Secret',
      privacy: 'PRIVATE',
      password: 'sésame',
    });
    const join = (more: object) => node.as('bob', 'joinLobby', { lobbyId, ...more });

    expect(lobby.hasPassword).toBe(true);
    expect(JSON.stringify(lobby)).not.toContain('sésame');
    expect((await node.deps.channels.read(project, `lobby:${lobbyId}`)).state).not.toContain('sésame');
    await expect(join({})).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(join({ password: 'wrong' })).rejects.toEqual(refusal('FORBIDDEN'));
    expect((await join({ password: 'sésame' })).lobby.players).toHaveLength(2);
  });

  it('takes a new password and forgets one that is cleared', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann', { password: 'old' });

    await one.as('ann', 'updateLobby', { lobbyId, password: 'new' });
    await expect(other.as('bob', 'joinLobby', { lobbyId, password: 'old' })).rejects.toEqual(
      refusal('FORBIDDEN'),
    );
    await other.as('bob', 'joinLobby', { lobbyId, password: 'new' });
    await one.as('ann', 'updateLobby', { lobbyId, password: null });
    expect((await other.as('cid', 'joinLobby', { lobbyId })).lobby.hasPassword).toBe(false);
  });

  it('lets an invited player in, who is told on the own channel in the same commit', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann', { privacy: 'INVITE_ONLY' });
    await expect(one.as('bob', 'joinLobby', { lobbyId })).rejects.toEqual(refusal('FORBIDDEN'));

    const { inviteCode, expiresAt } = await one.as('ann', 'inviteToLobby', { lobbyId, playerId: 'bob' });

    const [told] = await one.deps.channels.historyBefore(project, 'player:bob', { limit: 1 });
    const [event] = decodeBody(told?.text ?? '').events;
    expect(event?.name).toBe('lobby_invited');
    expect(JSON.parse(event?.json ?? '')).toMatchObject({
      playerId: 'bob',
      lobbyId,
      lobbyName: 'Room',
      inviteCode,
      from: 'ann',
      expiresAt,
    });
    await expect(other.as('eve', 'joinLobby', { lobbyId, inviteCode })).rejects.toEqual(refusal('FORBIDDEN'));
    await other.as('bob', 'joinLobby', { lobbyId, inviteCode });
    await other.as('bob', 'leaveLobby', { lobbyId });
    await expect(other.as('bob', 'joinLobby', { lobbyId, inviteCode })).rejects.toEqual(refusal('FORBIDDEN'));
  });

  it('lets in whoever has an open invite, until it ends or is taken back', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann', { privacy: 'PRIVATE', password: 'x' });
    const { inviteCode } = await node.as('ann', 'inviteToLobby', { lobbyId });
    const brief = await node.as(undefined, 'inviteToLobby', { lobbyId, expiresInSeconds: 1 });

    for (const who of ['bob', 'cid']) await node.as(who, 'joinLobby', { lobbyId, inviteCode });
    await node.as('ann', 'revokeInvite', { lobbyId, inviteCode });

    await expect(node.as('dan', 'joinLobby', { lobbyId, inviteCode })).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(node.as('ann', 'revokeInvite', { lobbyId, inviteCode })).rejects.toEqual(
      refusal('NOT_FOUND'),
    );
    await node.as('dan', 'joinLobby', { lobbyId, inviteCode: brief.inviteCode });
    expect(inviteCode.length).toBeGreaterThan(20);
  });

  it('keeps a banned player out until invited by name', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann');
    await node.as('bob', 'joinLobby', { lobbyId });

    await node.as('ann', 'kickPlayer', { lobbyId, playerId: 'bob', ban: true });

    const anybody = await node.as('ann', 'inviteToLobby', { lobbyId });
    const { inviteCode } = anybody;
    await expect(node.as('bob', 'joinLobby', { lobbyId })).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(node.as('bob', 'joinLobby', { lobbyId, inviteCode })).rejects.toEqual(refusal('FORBIDDEN'));
    const byName = await node.as('ann', 'inviteToLobby', { lobbyId, playerId: 'bob' });
    await node.as('bob', 'joinLobby', { lobbyId, inviteCode: byName.inviteCode });
    await node.as('ann', 'kickPlayer', { lobbyId, playerId: 'bob' });
    await node.as('bob', 'joinLobby', { lobbyId });
  });

  it('lets hosts and game servers run a lobby, and nobody else', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann');
    await node.as('bob', 'joinLobby', { lobbyId });
    const calls: [string, object][] = [
      ['updateLobby', { name: 'Mine' }],
      ['kickPlayer', { playerId: 'ann' }],
      ['inviteToLobby', {}],
      ['startLobby', {}],
      ['closeLobby', {}],
      ['reopenLobby', {}],
    ];

    for (const [name, input] of calls) {
      await expect(node.as('bob', name, { lobbyId, ...input })).rejects.toEqual(refusal('FORBIDDEN'));
      await expect(node.as('eve', name, { lobbyId, ...input })).rejects.toEqual(refusal('FORBIDDEN'));
    }
    const asBob = node.as(undefined, 'startLobby', { lobbyId, playerId: 'bob' });
    await expect(asBob).rejects.toEqual(refusal('FORBIDDEN'));
    await node.as(undefined, 'updateLobby', { lobbyId, hostId: 'bob' });
    await node.as('bob', 'startLobby', { lobbyId });
  });

  it('takes the acting player from the token, and asks a game server to name one', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann');

    const { lobby } = await node.as('bob', 'joinLobby', { lobbyId, playerId: 'eve' });

    expect(lobby.players.map(({ playerId }: { playerId: string }) => playerId)).toEqual(['ann', 'bob']);
    await expect(node.as(undefined, 'joinLobby', { lobbyId })).rejects.toEqual(refusal('VALIDATION_ERROR'));
  });

  it('shows a lobby that is not public to members, game servers and grants only, whether it exists or not', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann', { privacy: 'INVITE_ONLY' });
    const see = (caller: Parameters<typeof node.as>[0]) => node.as(caller, 'getLobby', { lobbyId });

    for (const caller of ['ann', undefined, player('op', ['subscribe:lobby:*'])]) {
      expect((await see(caller)).lobbyId).toBe(lobbyId);
    }
    await expect(see('bob')).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(node.follow('bob', lobbyId)).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(node.follow('bob', 'nothing')).rejects.toEqual(refusal('LOBBY_NOT_FOUND'));
    await expect(node.as('bob', 'listPlayerLobbies', { playerId: 'ann' })).rejects.toEqual(
      refusal('FORBIDDEN'),
    );
  });

  it.each([
    ['setReady', { ready: true }],
    ['leaveLobby', {}],
    ['sendToLobby', { type: 'hi' }],
  ])('refuses %s from outside', async (name, input) => {
    const { nodes } = await open();
    const lobbyId = await nodes[0].open('ann');

    await expect(nodes[0].as('bob', name, { lobbyId, ...input })).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(nodes[0].as('bob', name, { lobbyId: 'none', ...input })).rejects.toEqual(
      refusal('LOBBY_NOT_FOUND'),
    );
  });
});
