import { expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { player } from '../stage.js';
import { type ChatStage, onBothEngines } from './stage.js';

const moderate = (stage: ChatStage, action: string, more: object = {}) =>
  stage.as(undefined, 'moderate', { playerId: 'ann', action, ...more });

onBothEngines((open) => {
  it('lets a muted player read but not write, and says until when', async () => {
    const stage = await open();
    await stage.say('bob', 'hello');
    const until = stage.at + 60_000;

    expect(
      await moderate(stage, 'mute', { channelId: 'global', durationSeconds: 60, reason: 'spam' }),
    ).toEqual({
      playerId: 'ann',
      channelId: 'global',
      action: 'mute',
      until,
    });

    await expect(stage.say('ann', 'hi')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: `You are muted until ${new Date(until).toISOString()}: spam`,
      details: { action: 'mute', until, reason: 'spam' },
    });
    expect(await stage.contents('ann')).toEqual(['hello']);
    await stage.say('ann', 'elsewhere', { channelId: 'clean' });
    stage.at = until;
    await stage.say('ann', 'again');
  });

  it('stops a muted player from editing, but not from deleting', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', 'hi');
    await moderate(stage, 'mute');

    const input = { channelId: 'global', messageId };
    await expect(stage.as('ann', 'editMessage', { ...input, content: 'ho' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await stage.as('ann', 'deleteMessage', input);
  });

  it('ends the subscriptions of a banned player with the ban, and lets in again who was lifted', async () => {
    const stage = await open();
    const [ann, bob] = [await stage.listen('ann'), await stage.listen('bob')];
    await stage.say('bob', 'before');

    await moderate(stage, 'ban', { channelId: 'global' });
    await stage.say('bob', 'after');

    await eventually(() => ann.isOver() && bob.heard.length === 2);
    expect(ann.heard.map(({ fields }) => fields.content)).toEqual(['before']);
    const refused = { code: 'FORBIDDEN', details: { action: 'ban', until: null } };
    await expect(stage.listen('ann')).rejects.toMatchObject(refused);
    await expect(stage.contents('ann')).rejects.toMatchObject(refused);
    await expect(stage.say('ann', 'hi')).rejects.toMatchObject(refused);

    await moderate(stage, 'lift', { channelId: 'global' });
    expect((await stage.listen('ann')).snapshot.messages).toHaveLength(2);
  });

  it('bans from the whole project at once', async () => {
    const stage = await open();
    const { channelId } = await stage.as('ann', 'openDirect', { playerId: 'bob' });
    const everywhere = await Promise.all(
      ['global', 'clean', channelId].map((id) => stage.listen('ann', { channelId: id })),
    );

    await moderate(stage, 'ban', { durationSeconds: 60 });

    await eventually(() => everywhere.every(({ isOver }) => isOver()));
    for (const id of ['global', 'clean', channelId]) {
      await expect(stage.listen('ann', { channelId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('shows what a shadow-banned player writes, edits and types to that player only', async () => {
    const stage = await open();
    const open1 = await stage.say('ann', 'seen');
    await moderate(stage, 'shadow_ban');
    const [ann, bob] = [await stage.listen('ann'), await stage.listen('bob')];

    const hidden = await stage.say('ann', 'hidden');
    await stage.as('ann', 'editMessage', { channelId: 'global', messageId: hidden, content: 'still hidden' });
    await stage.as('ann', 'editMessage', { channelId: 'global', messageId: open1, content: 'rewritten' });
    await stage.as('ann', 'showTyping', { channelId: 'global' });
    await stage.say('cid', 'last');

    await eventually(() => ann.heard.length === 4 && bob.heard.length === 1);
    expect(bob.heard).toMatchObject([{ fields: { content: 'last' } }]);
    expect(await stage.contents('ann')).toEqual(['last', 'still hidden', 'rewritten']);
    expect(await stage.contents('bob')).toEqual(['last', 'seen']);
    expect((await stage.listen('cid')).snapshot).toMatchObject({
      unread: 1,
      messages: [{ content: 'seen' }, {}],
    });
    expect((await stage.listen('bob', { since: bob.position })).heard).toHaveLength(1);
    expect(stage.typings).toEqual([]);
    const input = { channelId: 'global', messageId: hidden };
    await expect(stage.as('bob', 'deleteMessage', input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stage.say('bob', 'x', { replyTo: hidden })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('shows hidden messages to game servers and moderators, who may delete them', async () => {
    const stage = await open();
    await moderate(stage, 'shadow_ban');
    const messageId = await stage.say('ann', 'hidden');
    const bob = await stage.listen('bob');
    const moderator = player('mod', ['moderate:chat:global']);

    expect(await stage.contents(undefined)).toEqual(['hidden']);
    expect(await stage.contents(moderator)).toEqual(['hidden']);
    await stage.as(moderator, 'deleteMessage', { channelId: 'global', messageId });
    await stage.say('bob', 'next');

    await eventually(() => bob.heard.length > 0);
    expect(bob.heard).toMatchObject([{ fields: { content: 'next' } }]);
  });

  it('takes sanctions from holders of the grant only', async () => {
    const stage = await open();
    const input = { playerId: 'ann', action: 'mute' };
    const here = player('mod', ['moderate:chat:global']);
    const all = player('admin', ['moderate:chat:*']);

    await stage.as(here, 'moderate', { ...input, channelId: 'global' });
    await stage.as(all, 'moderate', input);

    await expect(stage.as(here, 'moderate', { ...input, channelId: 'clean' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(stage.as(here, 'moderate', input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(stage.as('bob', 'moderate', input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(moderate(stage, 'mute', { channelId: 'nowhere' })).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
  });

  it('is exact when a ban meets messages: none is delivered after it', async () => {
    const stage = await open();
    const bob = await stage.listen('bob');

    const sends = Array.from({ length: 20 }, (_, n) => stage.say('ann', `m${n}`));
    const ban = moderate(stage, 'ban', { channelId: 'global' }).then(() => stage.say('bob', 'banned now'));
    const results = await Promise.allSettled([...sends, ban]);
    await expect(stage.say('ann', 'late')).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await eventually(() => bob.heard.some(({ fields }) => fields.content === 'banned now'));
    const sent = results.filter(({ status }) => status === 'fulfilled').length;
    expect(bob.heard).toHaveLength(sent);
    expect(bob.heard.at(-1)?.fields.content).toBe('banned now');
  });
});
