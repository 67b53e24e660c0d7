import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { PRESENCE_TTL_MS } from '../../../src/engine/engine.js';
import { eventually } from '../../support/eventually.js';
import { type LobbyStage, onBothEngines, project } from './stage.js';

const brief = { config: { LOBBY_GRACE_SECONDS: 0.3 } };
const long = { config: { LOBBY_GRACE_SECONDS: 600 } };

onBothEngines((open) => {
  const named = async ({ eventsOf }: LobbyStage, lobbyId: string, playerId: string) =>
    (await eventsOf(lobbyId)).flatMap(({ name, fields }) => (fields.playerId === playerId ? [name] : []));
  const memberOf = async ({ nodes }: LobbyStage, lobbyId: string, playerId: string) =>
    (await nodes[0].as(undefined, 'getLobby', { lobbyId })).players.find(
      (member: { playerId: string }) => member.playerId === playerId,
    );

  it('shows a dropped member to the others, then takes the seat, once over all nodes', async () => {
    const stage = await open(brief);
    const [one, other] = stage.nodes;
    await one.connect('bob');
    const lobbyId = await one.open('ann');
    await one.as('bob', 'joinLobby', { lobbyId });

    await one.drop('bob');

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')).connected === false);
    const [gone] = (await stage.eventsOf(lobbyId)).slice(-1);
    expect(gone).toMatchObject({ name: 'player_disconnected', fields: { playerId: 'bob' } });
    expect(gone?.fields.leavesAt - gone?.fields.at).toBe(300);
    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
    expect((await stage.eventsOf(lobbyId)).at(-1)?.fields.reason).toBe('disconnected');
    expect(await named(stage, lobbyId, 'bob')).toEqual([
      'player_joined',
      'player_disconnected',
      'player_left',
    ]);
    expect((await other.as(undefined, 'listPlayerLobbies', { playerId: 'bob' })).data).toEqual([]);
  });

  it('keeps the seat of a member who comes back to any node, and tells the others', async () => {
    const stage = await open(long);
    const [one, other] = stage.nodes;
    await one.connect('bob');
    const lobbyId = await one.open('ann');
    await one.as('bob', 'joinLobby', { lobbyId });
    await one.drop('bob');
    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')).connected === false);

    await other.connect('bob');

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')).connected === true);
    expect(await named(stage, lobbyId, 'bob')).toEqual([
      'player_joined',
      'player_disconnected',
      'player_reconnected',
    ]);
    const { channels } = one.deps;
    await eventually(
      async () => (await channels.list(project, 'system', { offset: 0, limit: 9 })).total === 0,
    );
  });

  it('says nothing of a connection that drops for a moment, or of one of several', async () => {
    const stage = await open({ ...long, quietMs: 1500 });
    const [one, other] = stage.nodes;
    await one.connect('bob', 'cid');
    await other.connect('cid');
    const lobbyId = await one.open('ann');
    for (const who of ['bob', 'cid']) await one.as(who, 'joinLobby', { lobbyId });
    const { channels } = one.deps;
    const watched = async () => (await channels.list(project, 'system', { offset: 0, limit: 9 })).total;

    await one.drop('bob', 'cid');
    await eventually(async () => (await watched()) === 2);
    await one.connect('bob');

    await eventually(async () => (await watched()) === 0);
    expect(await named(stage, lobbyId, 'bob')).toEqual(['player_joined']);
    expect(await named(stage, lobbyId, 'cid')).toEqual(['player_joined']);
  });

  it('never times out a member who has no socket', async () => {
    const stage = await open({ config: { LOBBY_GRACE_SECONDS: 0 } });
    const [one] = stage.nodes;
    await one.connect('bob');
    const lobbyId = await one.open('ann');
    await one.as('bob', 'joinLobby', { lobbyId });

    await one.drop('ann', 'bob');

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
    expect(await memberOf(stage, lobbyId, 'ann')).toMatchObject({ connected: false });
    expect(await named(stage, lobbyId, 'ann')).toEqual(['player_joined']);
  });

  it('shows a member connected who was seated without a socket and then follows the lobby with one', async () => {
    const stage = await open(brief);
    const [one, other] = stage.nodes;
    const lobbyId = await one.open('ann');
    await other.connect('ann');

    await other.follow('ann', lobbyId);

    await eventually(async () => (await memberOf(stage, lobbyId, 'ann')).connected === true);
    await other.drop('ann');
    await eventually(async () => (await one.as(undefined, 'getLobby', { lobbyId })).state === 'closed');
  });

  it('acts on what a node wrote down before it went', async () => {
    const stage = await open(brief);
    const [one, other] = stage.nodes;
    await one.connect('bob');
    const lobbyId = await other.open('ann');
    await one.as('bob', 'joinLobby', { lobbyId });

    await one.drop('bob');
    await one.watch.close();

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
    expect(await named(stage, lobbyId, 'bob')).toEqual([
      'player_joined',
      'player_disconnected',
      'player_left',
    ]);
  });

  it('misses a member whose node died before it had told anybody of the connection', async () => {
    const stage = await open(brief);
    const [one] = stage.nodes;
    const lobbyId = await one.open('ann');
    await one.as(undefined, 'joinLobby', { lobbyId, playerId: 'bob' });
    one.watch.playerConnected(project, 'bob');
    await one.follow('bob', lobbyId);
    expect(await memberOf(stage, lobbyId, 'bob')).toMatchObject({ connected: true });

    await one.watch.close();

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
  });

  it('looks after the members of a node that died', async () => {
    const stage = await open(brief);
    const [one] = stage.nodes;
    const { presence } = one.deps;
    const at = Date.now() - PRESENCE_TTL_MS + 1_000;
    await presence.report(randomUUID(), project, new Map([['bob', true]]), at);
    const lobbyId = await one.open('ann');
    await one.as(undefined, 'joinLobby', { lobbyId, playerId: 'bob' });
    expect(await memberOf(stage, lobbyId, 'bob')).toMatchObject({ connected: true });

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
    expect(await named(stage, lobbyId, 'bob')).toEqual([
      'player_joined',
      'player_disconnected',
      'player_left',
    ]);
  });

  it('notices a player who drops while a seat is being given', async () => {
    const stage = await open(brief);
    const [one] = stage.nodes;
    await one.connect('bob');
    const lobbyId = await one.open('ann');

    const joining = one.as('bob', 'joinLobby', { lobbyId });
    await Promise.all([joining, one.drop('bob')]);

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
  });

  it('misses those who lost the connection while the lobby was closed, once it is open again', async () => {
    const stage = await open(brief);
    const [one] = stage.nodes;
    await one.connect('bob', 'cid');
    const lobbyId = await one.open('ann');
    for (const who of ['bob', 'cid']) await one.as(who, 'joinLobby', { lobbyId });
    await one.as('ann', 'closeLobby', { lobbyId });
    await one.drop('bob');

    await one.as('ann', 'reopenLobby', { lobbyId });

    await eventually(async () => (await memberOf(stage, lobbyId, 'bob')) === undefined);
    expect(await memberOf(stage, lobbyId, 'cid')).toMatchObject({ connected: true });
    expect(await named(stage, lobbyId, 'cid')).toEqual(['player_joined']);
  });

  it('closes a lobby in which nothing happens, once over all nodes', async () => {
    const stage = await open({ config: { LOBBY_IDLE_SECONDS: 1 } });
    const lobbyId = await stage.nodes[0].open('ann');

    await eventually(
      async () => (await stage.nodes[1].as(undefined, 'getLobby', { lobbyId })).state === 'closed',
    );

    expect((await stage.eventsOf(lobbyId)).map(({ name, fields }) => [name, fields.reason])).toEqual([
      ['player_joined', undefined],
      ['lobby_closed', 'idle'],
    ]);
    expect((await stage.nodes[0].as(undefined, 'listLobbies')).data).toEqual([]);
    expect((await stage.nodes[0].as('ann', 'listPlayerLobbies', { playerId: 'ann' })).data).toEqual([]);
  });
});
