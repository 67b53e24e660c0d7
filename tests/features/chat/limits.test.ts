import { expect, it } from '@jest/globals';
import { onBothEngines } from './stage.js';

onBothEngines((open) => {
  it('takes one message per player and slow-mode interval, and says when the next may come', async () => {
    const stage = await open();
    const say = (who: string) => stage.say(who, 'hi', { channelId: 'slow' });

    await say('ann');
    await say('bob');
    stage.at += 10_000;

    await expect(say('ann')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 20_000,
      details: { limit: 1, window: '30 s', retryAfter: 20 },
    });
    stage.at += 20_000;
    await say('ann');
  });

  it('takes so many messages per player and minute', async () => {
    const stage = await open();
    const say = () => stage.say('ann', 'hi', { channelId: 'brief' });

    await say();
    stage.at += 15_000;
    await say();

    await expect(say()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 45_000 });
    stage.at += 45_000;
    await say();
    await say();
    await expect(say()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('is exact under any concurrency', async () => {
    const stage = await open();

    const all = Array.from({ length: 20 }, () => stage.say('ann', 'hi', { channelId: 'brief' }));
    const results = await Promise.allSettled(all);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('does not count repeats of one message, nor bind game servers that speak for themselves', async () => {
    const stage = await open();
    const channelId = 'slow';

    for (let n = 0; n < 3; n++) await stage.say('ann', 'hi', { channelId, clientMessageId: 'c' });
    for (let n = 0; n < 3; n++) await stage.say(undefined, 'news', { channelId });

    await expect(stage.say(undefined, 'hi', { channelId, senderId: 'ann' })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  it('passes typing on at most once a second per player and channel, and stores nothing', async () => {
    const stage = await open();
    const type = (who: string, more: object = {}) =>
      stage.as(who, 'showTyping', { channelId: 'global', ...more });

    for (let n = 0; n < 3; n++) await type('ann');
    await type('bob');
    await type('ann', { channelId: 'clean' });
    await type('ann', { typing: false });
    stage.at += 1_000;
    await type('ann');

    expect(
      stage.typings.map(({ channelId, playerId, typing }) => `${channelId} ${playerId} ${typing}`),
    ).toEqual([
      'global ann true',
      'global bob true',
      'clean ann true',
      'global ann false',
      'global ann true',
    ]);
    expect((await stage.deps.channels.read('game', 'chat:global')).offset).toBe(0);
    await expect(type('ann', { channelId: 'staff' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
