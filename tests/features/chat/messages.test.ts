import { expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { player } from '../stage.js';
import { onBothEngines } from './stage.js';

onBothEngines((open) => {
  it('delivers a message to everybody who follows the channel, the sender included', async () => {
    const stage = await open();
    const [ann, bob] = [await stage.listen('ann'), await stage.listen('bob')];

    const messageId = await stage.say({ ...player('ann'), name: 'Ann' } as never, 'hello');

    const message = {
      channelId: 'global',
      messageId,
      senderId: 'ann',
      senderName: 'Ann',
      content: 'hello',
      type: 'TEXT',
      timestamp: stage.at,
      at: stage.at,
    };
    for (const { heard } of [ann, bob]) {
      await eventually(() => heard.length > 0);
      expect(heard).toEqual([{ name: 'chat_message', fields: message }]);
    }
  });

  it.each([
    ['emoji and joined emoji', '😀 👩‍👩‍👧‍👦 🇦🇹'],
    ['right-to-left text', 'שלום \u202eabc\u202c مرحبا'],
    ['newlines', 'one\ntwo\n'],
    ['markup and quotes', '<b onclick="x()">\\ " \' &amp; </b>'],
    ['2000 characters beyond the basic plane', '𝒳'.repeat(2000)],
    ['half a surrogate pair', 'a\ud800b'],
  ])('keeps %s as it came', async (_, content) => {
    const stage = await open();
    const bob = await stage.listen('bob');

    await stage.say('ann', content);

    await eventually(() => bob.heard.length > 0);
    expect(bob.heard[0]?.fields.content).toBe(content);
    expect(await stage.contents('bob')).toEqual([content]);
  });

  it('sends once however often a client repeats its id, and tells the first result', async () => {
    const stage = await open();

    const send = () => stage.say('ann', 'hi', { clientMessageId: 'c-1' });
    const ids = await Promise.all([send(), send(), send()]);
    ids.push(await send());

    expect(new Set(ids).size).toBe(1);
    expect(await stage.contents('ann')).toEqual(['hi']);
  });

  it('keeps the ids clients make apart per player and channel, and refuses one for something else', async () => {
    const stage = await open();
    const clientMessageId = 'c-1';

    await stage.say('ann', 'one', { clientMessageId });
    await stage.say('bob', 'two', { clientMessageId });
    await stage.say('ann', 'three', { clientMessageId, channelId: 'clean' });

    await expect(stage.say('ann', 'other', { clientMessageId })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await stage.contents('ann')).toEqual(['two', 'one']);
  });

  it('answers a repeat with the first result although it could not be sent now', async () => {
    const stage = await open();
    const first = await stage.say('ann', 'hi', { clientMessageId: 'c-1' });
    await stage.as(undefined, 'moderate', { playerId: 'ann', action: 'mute' });

    expect(await stage.say('ann', 'hi', { clientMessageId: 'c-1' })).toBe(first);
    await expect(stage.say('ann', 'ho')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('lets a game server announce, speak for itself and for a player', async () => {
    const stage = await open();

    await stage.say(undefined, 'maintenance', { type: 'ANNOUNCEMENT' });
    await stage.say(undefined, 'for ann', { senderId: 'ann' });

    const { messages } = await stage.as('bob', 'listMessages', { channelId: 'global' });
    expect(messages).toMatchObject([
      { senderId: 'ann', senderName: 'ann', type: 'TEXT' },
      { senderId: 'system', senderName: 'system', type: 'ANNOUNCEMENT' },
    ]);
  });

  it.each([
    ['another sender', { senderId: 'bob' }, 'FORBIDDEN'],
    ['an announcement', { type: 'ANNOUNCEMENT' }, 'FORBIDDEN'],
    ['an unknown channel', { channelId: 'nowhere' }, 'CHANNEL_NOT_FOUND'],
    ['a channel that is not open', { channelId: 'staff' }, 'FORBIDDEN'],
    ['a reply to nothing', { replyTo: '0.nothing' }, 'VALIDATION_ERROR'],
  ])('refuses a player %s', async (_, input, code) => {
    const stage = await open();

    await expect(stage.say('ann', 'hi', input)).rejects.toMatchObject({ code });
    expect(await stage.contents(undefined)).toEqual([]);
  });

  it('lets no player pass for the game server', async () => {
    const stage = await open();
    const messageId = await stage.say(undefined, 'news', { senderId: 'system' });
    const input = { channelId: 'global', messageId };

    await expect(stage.say('system', 'free coins')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(stage.as('system', 'deleteMessage', input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('carries what is replied to and what a client attaches', async () => {
    const stage = await open();
    const replyTo = await stage.say('ann', 'question');

    await stage.say('bob', 'answer', { replyTo, metadata: { mood: 'happy' } });

    const { messages } = await stage.as('ann', 'listMessages', { channelId: 'global', limit: 1 });
    expect(messages).toMatchObject([{ content: 'answer', replyTo, metadata: { mood: 'happy' } }]);
  });

  it('masks swear words where the channel asks for it, and only there', async () => {
    const stage = await open();

    await stage.say('ann', 'what the fuck', { channelId: 'clean' });
    await stage.say('ann', 'what the fuck');

    expect(await stage.contents('bob', { channelId: 'clean' })).toEqual(['what the ****']);
    expect(await stage.contents('bob')).toEqual(['what the fuck']);
  });

  it('refuses a player whose account is banned', async () => {
    const stage = await open();
    await stage.chat.suspend('game', 'ann');

    const refused = { code: 'FORBIDDEN', message: 'You are banned from this chat: the account is banned' };
    await expect(stage.say('ann', 'hi')).rejects.toMatchObject(refused);
    await expect(stage.say(undefined, 'hi', { senderId: 'ann' })).rejects.toMatchObject(refused);
  });
});
