import { expect, it } from '@jest/globals';
import { type ChatStage, onBothEngines } from './stage.js';

const markRead = (stage: ChatStage, who: string, messageId: string) =>
  stage.as(who, 'markRead', { channelId: 'global', messageId });
const unreadOf = async (stage: ChatStage, who: string) => (await stage.listen(who)).snapshot.unread;

onBothEngines((open) => {
  it('counts what others wrote since the mark', async () => {
    const stage = await open();
    const first = await stage.say('ann', 'one');
    const second = await stage.say('ann', 'two');
    await stage.say('bob', 'mine');
    await stage.say('ann', 'three');

    expect(await unreadOf(stage, 'bob')).toBe(3);
    expect(await markRead(stage, 'bob', first)).toEqual({ unread: 2 });
    expect(await markRead(stage, 'bob', second)).toEqual({ unread: 1 });
    expect(await unreadOf(stage, 'bob')).toBe(1);
    expect(await unreadOf(stage, 'ann')).toBe(1);
  });

  it('never moves the mark back', async () => {
    const stage = await open();
    const first = await stage.say('ann', 'one');
    const second = await stage.say('ann', 'two');

    await markRead(stage, 'bob', second);

    expect(await markRead(stage, 'bob', first)).toEqual({ unread: 0 });
  });

  it('leaves out what was deleted and what is hidden', async () => {
    const stage = await open();
    const gone = await stage.say('ann', 'gone');
    await stage.as(undefined, 'moderate', { playerId: 'eve', action: 'shadow_ban' });
    const hidden = await stage.say('eve', 'hidden');
    await stage.say('ann', 'there');
    await stage.as('ann', 'deleteMessage', { channelId: 'global', messageId: gone });

    expect(await unreadOf(stage, 'bob')).toBe(1);
    await expect(markRead(stage, 'bob', hidden)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps a mark when the message it was set on is deleted', async () => {
    const stage = await open();
    const first = await stage.say('ann', 'one');
    await markRead(stage, 'bob', first);
    await stage.as('ann', 'deleteMessage', { channelId: 'global', messageId: first });
    await stage.say('ann', 'two');

    expect(await unreadOf(stage, 'bob')).toBe(1);
  });

  it('counts a game server as somebody else', async () => {
    const stage = await open();

    await stage.say(undefined, 'maintenance', { type: 'SYSTEM' });

    expect(await unreadOf(stage, 'bob')).toBe(1);
  });
});
