import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { type EventReader, readEvents } from './event-reader.js';
import { type OpenApp, openApp } from './open-app.js';
import { Refused } from './plain-client.js';

const hidden = {
  id: 'rounds',
  name: 'Rounds',
  keys: [{ name: 'game', values: ['crash', 'double'] }, { name: 'type' }],
};

const roundOf = (game: string, id: number, type = 'multiplier') => ({
  round_id: id,
  game_id: 1,
  game_slug: game,
  game_type: type,
  finished_at: '2026-01-17T00:45:42.735266-03:00',
  extras: '{"point": "11.72"}',
  timestamp: 1_768_621_542_123,
});

const roundBody = (game: string, id: number, type = 'multiplier') => ({
  type: 'round',
  keys: { game, type },
  data: roundOf(game, id, type),
});

describe('game rounds', () => {
  let node: OpenApp;

  beforeAll(async () => {
    node = await openApp();
  });
  afterAll(() => node.close());

  const publish = (...round: Parameters<typeof roundBody>) => node.publish('rounds', roundBody(...round));
  const events = (path: string, headers: Record<string, string> = {}): Promise<EventReader> =>
    readEvents(node.url + path, headers);

  it('begin with the latest round of the game and go on with every later one', async () => {
    await publish('crash', 1);
    await publish('crash', 2);
    await publish('double', 3, 'color');

    const client = await node.connect('/ws/crash');
    const [latest] = await client.take(1);
    await publish('double', 4, 'color');
    await publish('crash', 5);

    expect(latest).toEqual(roundOf('crash', 2));
    expect(await client.take(1)).toEqual([roundOf('crash', 5)]);
  });

  it('of a type begin with the latest of each game, oldest first', async () => {
    for (const [game, id] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      await publish(game, id, 'trending');

    const client = await node.connect('/ws/type/trending');
    const latest = await client.take(3);
    await publish('b', 5, 'trending');

    expect(latest.map(({ round_id }) => round_id)).toEqual([2, 3, 4]);
    expect(await client.take(1)).toEqual([roundOf('b', 5, 'trending')]);
  });

  it('of a game nobody knows begin with its first round', async () => {
    const client = await node.connect('/ws/brand-new');

    await publish('brand-new', 1);

    expect(await client.take(1)).toEqual([roundOf('brand-new', 1)]);
  });

  it('neither lose nor double a round published while a client connects', async () => {
    let published = 0;
    let isDone = false;
    const publishing = (async () => {
      while (!isDone) await publish('busy', ++published);
    })();
    const clients = [];
    for (let n = 0; n < 20; n++) clients.push(await node.connect('/ws/busy'));
    isDone = true;
    await publishing;

    for (const { received } of clients) {
      await eventually(() => received.at(-1)?.round_id === published);
      const ids = received.map(({ round_id }) => round_id);
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, n) => ids[0] + n));
    }
  });

  it('come as server-sent events: initial, then message', async () => {
    await publish('sse', 1);
    const reader = await events('/sse/sse', { origin: 'https://game.example' });
    const [first] = await reader.take(1);

    await publish('sse', 2);
    const [second] = await reader.take(1);

    expect(reader.headers.get('content-type')).toBe('text/event-stream');
    expect(reader.headers.get('access-control-allow-origin')).toBe('*');
    expect(first).toMatchObject({ event: 'initial', data: roundOf('sse', 1), id: expect.any(String) });
    expect(second).toMatchObject({ event: 'message', data: roundOf('sse', 2), id: expect.any(String) });
    reader.close();
  });

  it('resume as server-sent events after the last one a client had', async () => {
    await publish('resume', 1);
    const before = await events('/sse/type/multiplier');
    await eventually(() => before.received.length > 0);
    const last = before.received.at(-1);
    before.close();
    for (const id of [2, 3]) await publish('resume', id);

    const after = await events('/sse/type/multiplier', { 'last-event-id': last?.id ?? '' });
    const missed = await after.take(2);
    await publish('resume', 4);

    expect(missed.map(({ event, data }) => [event, data.round_id])).toEqual([
      ['message', 2],
      ['message', 3],
    ]);
    expect(await after.take(1)).toMatchObject([{ event: 'message', data: { round_id: 4 } }]);
    after.close();
  });

  it('begin anew for a Last-Event-ID nobody knows, and give a place to resume from before the first round', async () => {
    await publish('anew', 1);
    const anew = await events('/sse/anew', { 'last-event-id': 'nonsense' });
    expect(await anew.take(1)).toMatchObject([{ event: 'initial' }]);
    anew.close();

    const empty = await events('/sse/none-yet');
    await eventually(() => empty.lastId !== '');
    empty.close();
    await publish('none-yet', 1);
    const resumed = await events('/sse/none-yet', { 'last-event-id': empty.lastId });

    expect(await resumed.take(1)).toMatchObject([{ event: 'message', data: { round_id: 1 } }]);
    resumed.close();
  });

  it('are read over HTTP: games, the latest, history newest first', async () => {
    for (const id of [1, 2, 3]) await publish('read', id, 'slots');

    const games = (await call(node.url, '/api/games')).body;

    expect(games).toContainEqual({
      slug: 'read',
      type: 'slots',
      last_round: 3,
      last_update: expect.any(Number),
    });
    expect((await call(node.url, '/api/latest/read')).body).toEqual(roundOf('read', 3, 'slots'));
    expect((await call(node.url, '/api/history/read?limit=2')).body).toEqual([
      roundOf('read', 3, 'slots'),
      roundOf('read', 2, 'slots'),
    ]);
    expect((await call(node.url, '/api/history/unknown')).body).toEqual([]);
    expect(await call(node.url, '/api/latest/unknown')).toMatchObject({ status: 404 });
  });

  it('ignore whatever a client says', async () => {
    const client = await node.connect('/ws/ignored');

    for (const noise of ['{', '[]', '{"type":"subscribe"}', 'x'.repeat(70_000)]) client.ws.send(noise);
    client.ws.send(Buffer.alloc(10));
    await publish('ignored', 1);

    expect(await client.take(1)).toEqual([roundOf('ignored', 1)]);
  });
});

describe('game rounds that are not public', () => {
  let node: OpenApp;

  beforeAll(async () => {
    node = await openApp({ streams: [hidden] });
    await node.publish('rounds', roundBody('crash', 1));
  });
  afterAll(() => node.close());

  const token = (playerId = 'p') => mintToken(node.url, playerId, { grants: ['subscribe:stream:rounds'] });
  const latest = [roundOf('crash', 1)];

  it('take a token in the query, the header, or the subprotocol, which is echoed', async () => {
    const text = await token();

    const byQuery = await node.connect(`/ws/crash?token=${text}`);
    const byHeader = await node.connect('/ws/crash', { headers: { authorization: `Bearer ${text}` } });
    const byProtocol = await node.connect('/ws/crash', { protocols: [text] });

    expect(await byQuery.take(1)).toEqual(latest);
    expect(await byHeader.take(1)).toEqual(latest);
    expect(await byProtocol.take(1)).toEqual(latest);
    expect(byProtocol.ws.protocol).toBe(text);
  });

  it('take a token as first message, and close when it is none', async () => {
    const good = await node.connect('/ws/crash');
    const bad = await node.connect('/ws/crash');
    good.say({ token: await token() });
    bad.say({ token: 'nonsense' });

    expect(await good.take(1)).toEqual(latest);
    await eventually(() => expect(bad.ended).toEqual({ code: 1008, reason: 'UNAUTHORIZED' }));
  });

  it('refuse wrong tokens, missing grants and unknown games before the upgrade', async () => {
    const ungranted = await mintToken(node.url, 'q');

    await expect(node.connect('/ws/crash?token=nonsense')).rejects.toEqual(new Refused(401));
    await expect(node.connect(`/ws/crash?token=${ungranted}`)).rejects.toEqual(new Refused(403));
    await expect(node.connect('/ws/roulette')).rejects.toEqual(new Refused(404));
    await expect(node.connect(`/ws/roulette?token=${await token()}`)).rejects.toEqual(new Refused(404));
    await expect(node.connect('/nowhere')).rejects.toEqual(new Refused(404));
    expect((await call(`${node.url}/sse/crash`, '', { headers: {} })).status).toBe(401);
    expect((await call(node.url, '/api/games', { headers: {} })).status).toBe(401);
    const bearer = { authorization: `Bearer ${await token()}` };
    expect((await call(`${node.url}/sse/roulette`, '', { headers: bearer })).status).toBe(404);
  });

  it('end when the token is revoked', async () => {
    const text = await token('revoked');
    const client = await node.connect(`/ws/crash?token=${text}`);
    const reader = await readEvents(`${node.url}/sse/crash?token=${text}`, {});

    await call(node.url, '/auth/revoke', { body: { playerId: 'revoked' } });

    await eventually(() => expect(client.ended).toMatchObject({ code: 1008 }));
    await eventually(() => reader.isEnded);
  });
});
