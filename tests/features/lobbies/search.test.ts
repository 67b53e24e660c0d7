import { expect, it } from '@jest/globals';
import { type LobbyState, lobbyChannel, lobbyCodec } from '../../../src/features/lobbies/state.js';
import { eventually } from '../../support/eventually.js';
import { type LobbyNode, onBothEngines, project } from './stage.js';

const MANY = 1_230;
const START = Date.now();

/** Stores lobbies of which one in a hundred is rare, two of each millisecond; the last is the most recently active. */
async function fill({ deps: { channels } }: LobbyNode): Promise<void> {
  const changes = Array.from({ length: MANY }, (_, n) => {
    const lobby: LobbyState = {
      v: 1,
      lobbyId: `lobby-${n}`,
      name: `Room ${n}`,
      hostId: null,
      state: 'open',
      privacy: n % 3 === 0 ? 'PUBLIC' : 'PRIVATE',
      maxPlayers: 4,
      ...(n % 100 === 7 && { gameMode: 'rare' }),
      config: {},
      metadata: {},
      players: [],
      createdAt: START,
      activeAt: START + Math.floor(n / 2),
    };
    const publication = { at: START, events: [] };
    const state = lobbyCodec.encode(lobby);
    return { channel: lobbyChannel(lobby.lobbyId), state, publication, listed: lobby.activeAt };
  });
  for (let from = 0; from < MANY; from += 100) {
    await channels.commit({ project, changes: changes.slice(from, from + 100) });
  }
}

/** Pages of a search, each got by the cursor of the one before. */
async function pagesOf(node: LobbyNode, who: string | undefined, query: object) {
  const pages: {
    readonly data: readonly { readonly lobbyId: string }[];
    readonly nextCursor: string | null;
  }[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await node.as(who, 'listLobbies', { ...query, ...(cursor && { cursor }) });
    pages.push(page);
    cursor = page.nextCursor;
  }
  return pages;
}

const newestFirst = (isWanted: (n: number) => boolean): string[] =>
  Array.from({ length: MANY }, (_, n) => MANY - 1 - n)
    .filter(isWanted)
    .map((n) => `lobby-${n}`);

onBothEngines((open) => {
  it.each([
    ['the rare ones of all', undefined, { gameMode: 'rare', limit: 5 }, (n: number) => n % 100 === 7],
    ['all of them', undefined, { limit: 100 }, () => true],
    ['what players may see', 'ann', { limit: 100 }, (n: number) => n % 3 === 0],
    ['none', 'ann', { search: 'nowhere' }, () => false],
  ])('finds every lobby once by following the cursor: %s', async (_, who, query, isWanted) => {
    const { nodes } = await open();
    const [one, other] = nodes;
    await fill(one);

    const pages = await pagesOf(other, who, query);

    const found = pages.flatMap(({ data }) => data.map(({ lobbyId }) => lobbyId));
    expect(found.toSorted()).toEqual(newestFirst(isWanted).toSorted());
    // Those of one millisecond have no order clients could know.
    const times = found.map((id) => Math.floor(Number(id.slice('lobby-'.length)) / 2));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('counts what it looked at, and says when there is more', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    await fill(node);

    const first = await node.as('ann', 'listLobbies', { limit: 10, page: 2 });
    expect(first.data).toHaveLength(10);
    expect(first.pagination).toMatchObject({ page: 2, limit: 10, total: 166 });
    const all = await node.as(undefined, 'listLobbies', { limit: 10, page: 123 });
    expect(all).toMatchObject({ pagination: { total: MANY, totalPages: 123 }, nextCursor: null });
    const beyond = await node.as('ann', 'listLobbies', { limit: 10, page: 100 });
    expect(beyond).toMatchObject({ data: [], nextCursor: expect.any(String) });
  });

  it('neither repeats nor loses a lobby while others come, go and move up', async () => {
    const { nodes } = await open();
    const [node] = nodes;
    for (let n = 0; n < 6; n++) {
      await node.open('ann', { name: `room ${n}` });
      const before = Date.now();
      await eventually(() => Date.now() > before);
    }
    const first = await node.as('eve', 'listLobbies', { limit: 3 });
    const [, , last] = first.data;

    await node.open('bob', { name: 'new' });
    await node.as(undefined, 'updateLobby', { lobbyId: last.lobbyId, gameMode: 'moved' });
    await node.as(undefined, 'closeLobby', { lobbyId: first.data[0].lobbyId });
    const rest = await node.as('eve', 'listLobbies', { limit: 3, cursor: first.nextCursor });

    expect(rest.data.map(({ name }: { name: string }) => name)).toEqual(['room 2', 'room 1', 'room 0']);
    expect(rest.nextCursor).toBeNull();
    expect(rest.pagination).toBeUndefined();
  });

  it.each(['', 'x', '12', '-lobby', '1-a b'])('refuses the cursor %j', async (cursor) => {
    const { nodes } = await open();

    await expect(nodes[0].as('ann', 'listLobbies', { cursor })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});
