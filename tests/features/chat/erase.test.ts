import { expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { onBothEngines } from './stage.js';

onBothEngines((open) => {
  it('deletes everything a player wrote anywhere, edits included, and tells who follows', async () => {
    const stage = await open();
    const { channelId } = await stage.as('ann', 'openDirect', { playerId: 'bob' });
    const first = await stage.say('ann', 'one');
    await stage.as('ann', 'editMessage', { channelId: 'global', messageId: first, content: 'edited' });
    await stage.say('bob', 'stays');
    await stage.say('ann', 'two');
    await stage.say('ann', 'secret', { channelId });
    const bob = await stage.listen('bob');

    await stage.chat.eraseMessagesOf('game', 'ann');

    expect(await stage.contents('bob')).toEqual(['stays']);
    expect(await stage.contents('bob', { channelId })).toEqual([]);
    const raws = await stage.deps.channels.historyBefore('game', 'chat:global', { limit: 100 });
    expect(raws.map(({ text }) => text).join()).not.toMatch(/one|two|edited"/);
    await eventually(() => bob.heard.length === 2);
    expect(bob.heard.every(({ name }) => name === 'message_deleted')).toBe(true);
  });

  it('takes many messages in steps, and repeating it is harmless', async () => {
    const stage = await open();
    for (let n = 0; n < 95; n++) await stage.say('ann', `m${n}`);
    await stage.say('bob', 'stays');

    await stage.chat.eraseMessagesOf('game', 'ann');
    const { offset } = await stage.deps.channels.read('game', 'chat:global');
    await stage.chat.eraseMessagesOf('game', 'ann');

    expect(await stage.contents('bob', { limit: 100 })).toEqual(['stays']);
    expect((await stage.deps.channels.read('game', 'chat:global')).offset).toBe(offset);
  });

  it('forgets marks and direct channels, but not a ban', async () => {
    const stage = await open();
    const { channelId } = await stage.as('ann', 'openDirect', { playerId: 'bob' });
    await stage.as(undefined, 'moderate', { playerId: 'ann', action: 'ban', channelId: 'global' });

    await stage.chat.eraseMessagesOf('game', 'ann');

    await expect(stage.say('ann', 'hi', { channelId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(stage.say('ann', 'hi')).rejects.toMatchObject({ details: { action: 'ban' } });
    await stage.say('ann', 'hi', { channelId: 'clean' });
  });
});
