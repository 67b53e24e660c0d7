import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { eventually } from '../support/eventually.js';
import { type Follower, follow } from '../support/follower.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken } from '../support/rest.js';

let redis: RedisServer;
let nodes: NodeProcess[] = [];
const closers: (() => void)[] = [];
const start = () => startNode({ REDIS_URL: redis.url, LOBBY_GRACE_SECONDS: '3' });
const closeAll = () => {
  for (const close of closers.splice(0)) close();
};

beforeAll(async () => {
  redis = await startRedis();
  nodes = await Promise.all([start(), start()]);
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await redis.remove();
});

const url = (node: number): string => nodes[node]?.url ?? '';
const both = (first: number): string[] => [url(first), url(1 - first)];

async function openLobby(hostPlayerId: string, more: object = {}): Promise<string> {
  const { body } = await call(url(0), '/lobbies', { body: { name: 'Room', hostPlayerId, ...more } });
  return body.lobbyId;
}

async function followLobby(playerId: string, lobbyId: string, urls: readonly string[]): Promise<Follower> {
  const token = await mintToken(urls.at(-1) ?? '', playerId);
  const follower = await follow({ urls, token, subscription: { channel: 'lobby', lobbyId } });
  closers.push(() => follower.close());
  return follower;
}

const join = (node: number, lobbyId: string, playerId: string) =>
  call(url(node), `/lobbies/${lobbyId}/join`, { body: { playerId } });

const isOnline = async (playerId: string): Promise<boolean> =>
  (await call(url(0), `/presence?playerIds=${playerId}`)).body.data[0].online;

const about = ({ events }: Follower, playerId: string): unknown[] =>
  events.filter(({ fields }) => fields.playerId === playerId).map(({ name }) => name);

describe('lobbies on two nodes', () => {
  afterEach(closeAll);

  it('give 10 seats to exactly 10 of 50 who ask both nodes at once, and show all followers one order', async () => {
    const lobbyId = await openLobby('p-0', { maxPlayers: 10 });
    const watching = [await followLobby('a', lobbyId, [url(0)]), await followLobby('b', lobbyId, [url(1)])];

    const answers = await Promise.all(
      Array.from({ length: 49 }, (_, n) => join(n % 2, lobbyId, `p-${n + 1}`)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ body }) => body.error.code))).toEqual(new Set(['LOBBY_FULL']));
    for (const { events } of watching) await eventually(() => events.length === 9);
    const [one, other] = watching.map(({ events }) => events.map(({ fields }) => fields.playerId));
    expect(one).toEqual(other);
  });

  it('serve the lobby part of a client written for EngageFabric', async () => {
    const lobbyId = await openLobby('ann');
    await join(0, lobbyId, 'bob');
    const socket = await connect(url(1), await mintToken(url(1), 'bob', { displayName: 'Bob' }));
    const lines: string[] = [];
    socket.on('player_joined', (fields) => lines.push(`${fields.playerName} joined the lobby`));
    socket.on('player_left', (fields) => lines.push(`${fields.playerName} left the lobby`));
    socket.on('player_ready', (fields) => lines.push(`${fields.playerName} is ready`));
    socket.on('lobby_started', () => lines.push('Game starting!'));
    const subscribed = new Promise((resolve) => socket.once('subscribed', resolve));

    socket.emit('subscribe', { channel: 'lobby', lobbyId });
    await subscribed;
    await call(url(0), `/lobbies/${lobbyId}/join`, { body: { playerId: 'cid', playerName: 'Cid' } });
    socket.emit('lobby:ready', { lobbyId, ready: true });
    await eventually(() => lines.includes('bob is ready'));
    await call(url(0), `/lobbies/${lobbyId}/start`, { body: {} });
    await eventually(() => lines.includes('Game starting!'));
    socket.emit('lobby:leave', { lobbyId });

    await eventually(() => lines.includes('bob left the lobby'));
    expect(lines).toEqual(['Cid joined the lobby', 'bob is ready', 'Game starting!', 'bob left the lobby']);
  });

  it('stay quiet when a node goes in order and its members move', async () => {
    const lobbyId = await openLobby('eve');
    await join(0, lobbyId, 'fay');
    const eve = await followLobby('eve', lobbyId, [url(0)]);
    const fay = await followLobby('fay', lobbyId, both(1));

    nodes[1]?.signal('SIGTERM');
    expect(await nodes[1]?.exited).toBe(0);
    await eventually(() => fay.connects === 2);

    await eventually(async () => {
      const listed = await redis.command('ZCARD', 'fanfare:{demo}:list:system');
      expect(listed).toBe(0);
    });
    expect(about(eve, 'fay')).not.toContain('player_disconnected');
  });
});

/** A member of a lobby of its own, and the host, who watches from the first node. */
interface Seat {
  readonly lobbyId: string;
  readonly member: Follower;
  readonly host: Follower;
}

async function takeSeat(playerId: string, urls: readonly string[]): Promise<Seat> {
  const lobbyId = await openLobby(`host-of-${playerId}`);
  await join(0, lobbyId, playerId);
  const host = await followLobby(`host-of-${playerId}`, lobbyId, [url(0)]);
  return { lobbyId, host, member: await followLobby(playerId, lobbyId, urls) };
}

describe('lobbies on two nodes of which one is killed', () => {
  const seats: Record<string, Seat> = {};
  const seatOf = (playerId: string): Seat => seats[playerId] as Seat; // all are taken before the first test
  let killedAt: number;

  beforeAll(async () => {
    nodes[1] = await start();
    seats.moving = await takeSeat('moving', both(1));
    for (const playerId of ['returning', 'settled']) seats[playerId] = await takeSeat(playerId, [url(1)]);
    await eventually(async () => expect(await isOnline('settled')).toBe(true));
    seats.fresh = await takeSeat('fresh', [url(1)]);

    await nodes[1]?.kill();
    killedAt = Date.now();
    for (const playerId of ['returning', 'settled', 'fresh']) seatOf(playerId).member.close();
  });
  afterAll(closeAll);

  it('keep the seat of a member who comes back to another node', async () => {
    const { lobbyId, host, member } = seatOf('moving');

    await eventually(() => member.connects === 2);
    const body = { playerId: 'host-of-moving' };
    const answer = await call(url(0), `/lobbies/${lobbyId}/ready`, { body });

    expect(answer.body.lobby.players).toMatchObject([{ connected: true }, { connected: true }]);
    await eventually(() => about(member, 'host-of-moving').includes('player_ready'));
    expect(about(host, 'moving')).not.toContain('player_left');
    expect(member.snapshots).toBe(0);
  });

  it('show a member as gone, and as back who comes in time to another node', async () => {
    const { lobbyId, host } = seatOf('returning');

    await eventually(() => about(host, 'returning').includes('player_disconnected'), 15_000);
    await followLobby('returning', lobbyId, [url(0)]);

    await eventually(() => about(host, 'returning').includes('player_reconnected'));
    // Well after the grace period of the absence that is over.
    const gone = host.events.find(({ name }) => name === 'player_disconnected');
    await eventually(() => Date.now() > Number(gone?.fields.leavesAt) + 1_000, 6_000);
    expect(about(host, 'returning').slice(-2)).toEqual(['player_disconnected', 'player_reconnected']);
  });

  it.each([
    ['had just come', 'fresh'],
    ['had been there for a while', 'settled'],
  ])('miss a member who %s, and free the seat after the grace period, once', async (_, playerId) => {
    const { host } = seatOf(playerId);

    await eventually(() => about(host, playerId).includes('player_left'), 20_000);

    const gone = host.events.find(({ name }) => name === 'player_disconnected');
    // Ten seconds, and what a busy machine takes to write it down.
    expect(Number(gone?.fields.at) - killedAt).toBeLessThan(10_000);
    expect(about(host, playerId).slice(-2)).toEqual(['player_disconnected', 'player_left']);
    expect(host.events.at(-1)?.fields.reason).toBe('disconnected');
  });
});

async function connect(to: string, token: string): Promise<Socket> {
  const socket = io(to, { auth: { token }, transports: ['websocket'], forceNew: true });
  closers.push(() => socket.close());
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return socket;
}
