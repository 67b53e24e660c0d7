import { expect, it } from '@jest/globals';
import { eraseSeats } from '../../../src/features/lobbies/erase.js';
import { eventually } from '../../support/eventually.js';
import { onBothEngines, project } from './stage.js';

onBothEngines((open, redis) => {
  const namesOf = ({ data }: { readonly data: readonly { readonly name: string }[] }) =>
    data.map(({ name }) => name);

  it('lists public lobbies to players and all to game servers, the most recently active first', async () => {
    const { nodes } = await open();
    const [one, other] = nodes;
    const first = await one.open('ann', { name: 'first' });
    await one.open('bob', { name: 'hidden', privacy: 'PRIVATE' });
    const created = Date.now();
    await eventually(() => Date.now() > created);
    await one.open('cid', { name: 'second' });
    // Activity is noted to the millisecond.
    const before = Date.now();
    await eventually(() => Date.now() > before);
    await one.as('dan', 'joinLobby', { lobbyId: first });

    expect(namesOf(await other.as('eve', 'listLobbies'))).toEqual(['first', 'second']);
    const all = await other.as(undefined, 'listLobbies', { limit: 2 });
    expect(namesOf(all)).toEqual(['first', 'second']);
    expect(all.pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2 });
    expect(namesOf(await other.as(undefined, 'listLobbies', { limit: 2, page: 2 }))).toEqual(['hidden']);
  });

  it.each([
    [{ privacy: 'INVITE_ONLY' }, ['invite']],
    [{ gameMode: 'ctf' }, ['flags']],
    [{ minFreeSeats: 1 }, ['flags', 'invite']],
    [{ search: 'FUN' }, ['full']],
    [{ state: 'started' }, ['invite']],
    [{ gameMode: 'ctf', minFreeSeats: 50 }, []],
  ])('finds lobbies by %j', async (query, expected) => {
    const { nodes } = await open();
    const [node] = nodes;
    await node.open('ann', { name: 'flags', gameMode: 'ctf', maxPlayers: 4 });
    const full = await node.open('bob', { name: 'full', description: 'All the Fun', maxPlayers: 2 });
    await node.as('cid', 'joinLobby', { lobbyId: full });
    const invite = await node.open('dan', { name: 'invite', privacy: 'INVITE_ONLY' });
    await node.as('dan', 'startLobby', { lobbyId: invite });

    expect(namesOf(await node.as(undefined, 'listLobbies', query)).sort()).toEqual(expected);
  });

  it('counts the lobbies of a player exactly, however many are entered at once on two nodes', async () => {
    const { nodes } = await open({ config: { MAX_LOBBIES_PER_PLAYER: 5 } });
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => nodes[0].open(`host-${n}`)));

    const joins = await Promise.allSettled(
      ids.map((lobbyId, n) => nodes[n % 2 === 0 ? 0 : 1].as('ann', 'joinLobby', { lobbyId })),
    );

    const entered = ids.filter((_, n) => joins[n]?.status === 'fulfilled');
    expect(entered).toHaveLength(5);
    expect(joins.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT', details: { limit: 5 } },
    });
    const { data } = await nodes[1].as('ann', 'listPlayerLobbies', { playerId: 'ann' });
    expect(data.map(({ lobbyId }: { lobbyId: string }) => lobbyId).sort()).toEqual(entered.sort());
  });

  it('frees a place for the next lobby when one is left or closed', async () => {
    const { nodes } = await open({ config: { MAX_LOBBIES_PER_PLAYER: 1 } });
    const [node] = nodes;
    const lobbyId = await node.open('ann');
    await expect(node.open('ann')).rejects.toMatchObject({ code: 'CONFLICT' });

    await node.as('ann', 'closeLobby', { lobbyId });
    await node.open('ann');
  });

  it('takes an erased player out of all lobbies', async () => {
    const { nodes, eventsOf } = await open();
    const [node] = nodes;
    const ids = [await node.open('ann'), await node.open('bob')];
    await node.as('ann', 'joinLobby', { lobbyId: ids[1] });

    await eraseSeats(node.deps)(project, 'ann');
    await eraseSeats(node.deps)(project, 'ann');

    expect((await node.as(undefined, 'listPlayerLobbies', { playerId: 'ann' })).data).toEqual([]);
    expect((await node.as(undefined, 'getLobby', { lobbyId: ids[0] })).state).toBe('closed');
    expect((await eventsOf(ids[1] ?? '')).at(-1)).toMatchObject({
      name: 'player_left',
      fields: { playerId: 'ann', reason: 'left' },
    });
  });

  it('leaves nothing of closed lobbies in the store once they cannot be reopened', async () => {
    const { nodes } = await open({ config: { LOBBY_REOPEN_SECONDS: 1 } });
    const [one, other] = nodes;
    const ids = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const lobbyId = await one.open(`host-${n}`);
        await other.as(`guest-${n}`, 'joinLobby', { lobbyId });
        if (n % 2 === 0) await one.as(`host-${n}`, 'closeLobby', { lobbyId });
        else for (const who of [`host-${n}`, `guest-${n}`]) await one.as(who, 'leaveLobby', { lobbyId });
        return lobbyId;
      }),
    );

    expect((await one.as(undefined, 'listLobbies')).pagination.total).toBe(0);
    for (const lobbyId of ids.slice(-3)) await one.as(undefined, 'getLobby', { lobbyId });
    await eventually(async () => {
      const found = await one.deps.channels.readMany(
        project,
        ids.map((id) => `lobby:${id}` as const),
      );
      expect(found.filter(({ state }) => state !== undefined)).toEqual([]);
    });
    // Also of those that were looked at meanwhile.
    await eventually(async () => expect((await redis()?.command('KEYS', '*:lobby:*')) ?? []).toEqual([]));
    const keys = ((await redis()?.command('KEYS', '*')) ?? []) as string[];
    const kept = await Promise.all(
      keys.map(async (key) => [key, await redis()?.command('PTTL', key)] as const),
    );
    const lasting = kept.flatMap(([key, ttl]) => (ttl === -1 ? [key] : []));
    expect(lasting.filter((key) => !/:(meta|nodes|head:system:definitions)$/.test(key))).toEqual([]);
  });
});
