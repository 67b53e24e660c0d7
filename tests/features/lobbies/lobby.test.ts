import { expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { player } from '../stage.js';
import { onBothEngines, project } from './stage.js';

onBothEngines((open) => {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

  it('goes from an open lobby to a started game, as every follower sees', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann', { config: { requireReady: true, map: 'dust' } });
    const watching = [await one.follow('ann', lobbyId), await other.follow('bob', lobbyId)];

    await other.as('bob', 'joinLobby', { lobbyId });
    await one.as('ann', 'setReady', { lobbyId, ready: true });
    await expect(one.as('ann', 'startLobby', { lobbyId })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { notReady: ['bob'] },
    });
    await other.as('bob', 'setReady', { lobbyId });
    const { lobby } = await one.as('ann', 'startLobby', { lobbyId });

    expect(lobby).toMatchObject({ state: 'started', hostId: 'ann', config: { map: 'dust' } });
    for (const { heard } of watching) {
      await eventually(() => heard.length === 4);
      expect(names(heard)).toEqual(['player_joined', 'player_ready', 'player_ready', 'lobby_started']);
      expect(heard[0]?.fields).toMatchObject({ lobbyId, playerId: 'bob', lobby: { hostId: 'ann' } });
      expect(heard[3]?.fields).toMatchObject({ config: { map: 'dust' }, startedAt: lobby.startedAt });
    }
  });

  it('starts only once, whoever asks', async () => {
    const { nodes, eventsOf } = await open();
    const lobbyId = await nodes[0].open('ann');

    const starts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => nodes[n % 2 === 0 ? 0 : 1].as('ann', 'startLobby', { lobbyId })),
    );

    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = starts.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'LOBBY_NOT_OPEN' } });
    expect(names(await eventsOf(lobbyId)).filter((name) => name === 'lobby_started')).toHaveLength(1);
  });

  it('gives 10 seats to exactly 10 of 50 who join at once on two nodes, in one order for all', async () => {
    const { nodes } = await open();
    const lobbyId = await nodes[0].open('p-0', { maxPlayers: 10 });
    const watching = await Promise.all(nodes.map((node) => node.follow('fan', lobbyId)));

    const joins = await Promise.allSettled(
      Array.from({ length: 49 }, (_, n) =>
        nodes[n % 2 === 0 ? 0 : 1].as(`p-${n + 1}`, 'joinLobby', { lobbyId }),
      ),
    );

    expect(joins.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    for (const join of joins) {
      if (join.status === 'rejected') expect(join.reason).toMatchObject({ code: 'LOBBY_FULL' });
    }
    const { players } = await nodes[1].as(undefined, 'getLobby', { lobbyId });
    const order = players.map(({ playerId }: { playerId: string }) => playerId).slice(1);
    for (const { heard } of watching) {
      await eventually(() => heard.length === 9);
      expect(heard.map(({ fields }) => fields.playerId)).toEqual(order);
    }
  });

  it('makes the longest-present member host when the host leaves, and closes with the last', async () => {
    const { nodes, eventsOf } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann');
    for (const who of ['bob', 'cid']) await node.as(who, 'joinLobby', { lobbyId });

    for (const who of ['ann', 'cid', 'bob']) await node.as(who, 'leaveLobby', { lobbyId });

    const happened = (await eventsOf(lobbyId)).slice(3);
    expect(
      happened.map(({ name, fields }) => [name, fields.playerId ?? fields.hostId ?? fields.reason]),
    ).toEqual([
      ['player_left', 'ann'],
      ['host_changed', 'bob'],
      ['player_left', 'cid'],
      ['player_left', 'bob'],
      ['lobby_closed', 'empty'],
    ]);
    expect(await node.as(undefined, 'getLobby', { lobbyId })).toMatchObject({
      state: 'closed',
      hostId: null,
    });
  });

  it('makes the first to join host of a lobby a game server opened', async () => {
    const { nodes } = await open();
    const { lobbyId, lobby } = await nodes[0].as(undefined, 'createLobby', { name: 'Empty' });

    expect(lobby).toMatchObject({ hostId: null, players: [] });
    const joined = await nodes[1].as('ann', 'joinLobby', { lobbyId });
    expect(joined.lobby).toMatchObject({ hostId: 'ann', players: [{ playerId: 'ann' }] });
  });

  it('ends what a player gets of lobby and chat with the kick, on every node', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann');
    await other.as('bob', 'joinLobby', { lobbyId });
    const [ann, bob] = [await one.follow('ann', lobbyId), await other.follow('bob', lobbyId)];
    const chat = () => one.deps.channels.historyBefore(project, `chat:${lobbyId}-chat`, { limit: 10 });

    await one.as('ann', 'kickPlayer', { lobbyId, playerId: 'bob' });
    await one.as('ann', 'setReady', { lobbyId });

    await eventually(() => names(ann.heard).length === 2);
    expect(ann.heard[0]).toMatchObject({
      name: 'player_left',
      fields: { playerId: 'bob', reason: 'kicked' },
    });
    await eventually(bob.isOver);
    expect(names(bob.heard)).toEqual(['player_left']);
    expect((await chat()).map(({ text }) => text)).toEqual([expect.stringContaining('"evict":["bob"]')]);
  });

  it('ends what outsiders get when it is no longer public', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const lobbyId = await one.open('ann');
    const [ann, fan] = [await one.follow('ann', lobbyId), await other.follow('fan', lobbyId)];

    await one.as('ann', 'updateLobby', { lobbyId, privacy: 'PRIVATE' });
    await one.as('ann', 'sendToLobby', { lobbyId, type: 'secret' });

    await eventually(() => ann.heard.length === 2);
    await eventually(fan.isOver);
    expect(names(fan.heard)).toEqual(['lobby_updated']);
    await expect(other.follow('fan', lobbyId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const granted = player('fan', [`subscribe:lobby:${lobbyId}`]);
    expect((await other.as(granted, 'getLobby', { lobbyId })).privacy).toBe('PRIVATE');
  });

  it('can be reopened for a rematch after the game and after its end, with nobody ready', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    const lobbyId = await node.open('ann', { privacy: 'PRIVATE', password: 'sesame' });
    await node.as('bob', 'joinLobby', { lobbyId, password: 'sesame' });
    await node.as('bob', 'setReady', { lobbyId });
    await node.as('ann', 'startLobby', { lobbyId });

    const again = await node.as('ann', 'reopenLobby', { lobbyId });
    expect(again.lobby).toMatchObject({ state: 'open', players: [{ ready: false }, { ready: false }] });
    expect(again.lobby.startedAt).toBeUndefined();

    await node.as('ann', 'closeLobby', { lobbyId, reason: 'dinner' });
    expect((await node.as('bob', 'listPlayerLobbies', { playerId: 'bob' })).data).toEqual([]);
    await nodes[1].as('ann', 'reopenLobby', { lobbyId });
    expect((await node.as('bob', 'listPlayerLobbies', { playerId: 'bob' })).data).toHaveLength(1);
    await expect(node.as('eve', 'joinLobby', { lobbyId, password: 'x' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('begins after the countdown, which reopening calls off', async () => {
    const { nodes } = await open();
    const lobbyId = await nodes[0].open('ann', { config: { countdownSeconds: 10 } });

    const { lobby } = await nodes[0].as('ann', 'startLobby', { lobbyId });

    expect(lobby.startedAt).toBeGreaterThan(Date.now() + 8_000);
    expect((await nodes[0].as('ann', 'reopenLobby', { lobbyId })).lobby.state).toBe('open');
  });

  it('answers a repeat under an idempotency key with the first result', async () => {
    const { nodes } = await open();
    const create = () => nodes[0].as('ann', 'createLobby', { name: 'Room' }, 'k-1');
    const first = await create();

    expect(await create()).toEqual(first);
    expect((await nodes[0].as('ann', 'listPlayerLobbies', { playerId: 'ann' })).data).toHaveLength(1);
  });
});
