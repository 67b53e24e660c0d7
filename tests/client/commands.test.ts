import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FanfareError } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('a command', () => {
  it('waits for the connection and resolves with the typed answer', async () => {
    const client = stage.join('ann');

    const { at } = await client.send('ping', {});

    expect(Math.abs(at - Date.now())).toBeLessThan(5_000);
  });

  it('rejects with the code of the server', async () => {
    const attempt = stage.join('ann').send('lobby:join', { lobbyId: 'no-such-lobby' });

    await expect(attempt).rejects.toBeInstanceOf(FanfareError);
    await expect(attempt).rejects.toMatchObject({ code: 'LOBBY_NOT_FOUND' });
  });

  it('over the rate limit says when to try again, and subscriptions made then come by themselves', async () => {
    const client = stage.join('ben');
    await client.send('ping', {});

    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => client.send('ping', {})));
    const player = client.subscribe({ channel: 'player', playerId: 'ben' });

    const refused = attempts.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    await expect(player.ready()).resolves.toMatchObject({ playerId: 'ben' });
  });

  it('that was cut off says so instead of waiting', async () => {
    const client = stage.join('cat', { timeoutMs: 5_000 });
    await client.send('ping', {});

    const attempt = client.send('ping', {});
    client.pause();

    await expect(attempt).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await expect(
      stage.join('cat', { url: 'http://127.0.0.1:9', timeoutMs: 50 }).send('ping', {}),
    ).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });
});

describe('lobby and chat', () => {
  it('are kept as state for everybody who follows them', async () => {
    const [ann, ben] = [stage.join('ann'), stage.join('ben')];
    const { lobbyId } = await ann.send('lobby:create', { name: 'Room', config: { requireReady: true } });
    const lobby = ann.subscribe({ channel: 'lobby', lobbyId });
    const chat = ann.subscribe({ channel: 'chat', channelId: `${lobbyId}-chat` });
    await Promise.all([lobby.ready(), chat.ready()]);

    await ben.send('lobby:join', { lobbyId });
    await ben.send('lobby:ready', { lobbyId, ready: true });
    await ben.send('chat:typing', { channelId: `${lobbyId}-chat` });
    await eventually(() => expect(chat.state?.typing).toMatchObject([{ playerId: 'ben' }]));
    const { messageId } = await ben.send('chat:send', { channelId: `${lobbyId}-chat`, content: 'hi' });

    await eventually(() =>
      expect(chat.state).toMatchObject({ unread: 1, typing: [], messages: [{ content: 'hi' }] }),
    );
    await eventually(async () => expect(lobby.state).toEqual(await ben.send('lobby:get', { lobbyId })));
    await ann.send('chat:read', { channelId: `${lobbyId}-chat`, messageId });
    expect(chat.state?.unread).toBe(0);
    await ben.send('chat:edit', { channelId: `${lobbyId}-chat`, messageId, content: 'hello' });
    await eventually(() => expect(chat.state?.messages[0]?.content).toBe('hello'));
    await ben.send('chat:delete', { channelId: `${lobbyId}-chat`, messageId });
    await eventually(() => expect(chat.state?.messages).toEqual([]));
  });
});
