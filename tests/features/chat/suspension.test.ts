import { expect, it } from '@jest/globals';
import { adminFeature } from '../../../src/features/admin/service.js';
import { eventually } from '../../support/eventually.js';
import { onBothEngines } from './stage.js';

onBothEngines((open) => {
  it('puts a player whose account is banned out of every chat until that is lifted, whatever the moderators say', async () => {
    const stage = await open();
    const { channelId } = await stage.as('ann', 'openDirect', { playerId: 'bob' });
    const listeners = [
      await stage.listen('ann'),
      await stage.listen('ann', { channelId: 'clean' }),
      await stage.listen('ann', { channelId }),
    ];
    await stage.as(undefined, 'moderate', { playerId: 'ann', action: 'mute', channelId: 'global' });

    for (let times = 0; times < 2; times++) await stage.chat.suspend('game', 'ann');
    await stage.say('bob', 'without ann');

    await eventually(() => listeners.every(({ isOver }) => isOver()));
    expect(listeners.flatMap(({ heard }) => heard)).toEqual([]);
    const refused = { code: 'FORBIDDEN', details: { action: 'ban' } };
    await expect(stage.listen('ann', { channelId })).rejects.toMatchObject(refused);
    await expect(stage.contents('ann')).rejects.toMatchObject(refused);
    await expect(stage.as('ann', 'showTyping', { channelId: 'clean' })).rejects.toMatchObject(refused);

    await stage.as(undefined, 'moderate', { playerId: 'ann', action: 'lift', channelId: 'global' });
    await expect(stage.say('ann', 'still out')).rejects.toMatchObject(refused);
    for (let times = 0; times < 2; times++) await stage.chat.readmit('game', 'ann');
    await stage.say('ann', 'back');
  });

  it('leaves the sanctions of moderators when an account is no longer banned', async () => {
    const stage = await open();
    await stage.as(undefined, 'moderate', { playerId: 'ann', action: 'mute' });

    await stage.chat.suspend('game', 'ann');
    await stage.chat.readmit('game', 'ann');

    await expect(stage.say('ann', 'hi')).rejects.toMatchObject({ details: { action: 'mute' } });
  });

  it('ends all subscriptions in the commit that closes a channel, and lets those with a grant come back', async () => {
    const stage = await open();
    const admin = (name: string, input: object) => stage.call(adminFeature(stage.deps), name, input);
    const [ann, mod] = [
      await stage.listen('ann'),
      await stage.listen('mod', { grants: ['moderate:chat:global'] }),
    ];
    const elsewhere = await stage.listen('ann', { channelId: 'clean' });

    await admin('updateChatChannel', { id: 'global', name: 'Renamed' });
    await stage.say(undefined, 'still open');
    await admin('updateChatChannel', { id: 'global', open: false });
    await stage.say(undefined, 'for the staff');
    await admin('deleteChatChannel', { id: 'clean' });

    await eventually(() => ann.isOver() && mod.isOver() && elsewhere.isOver());
    expect(ann.heard.map(({ fields }) => fields.content)).toEqual(['still open']);
    await expect(stage.listen('ann')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const back = await stage.listen('mod', { grants: ['moderate:chat:global'], since: mod.position });
    expect(back.snapshot.messages.map(({ content }) => content)).toEqual(['still open', 'for the staff']);
  });
});
