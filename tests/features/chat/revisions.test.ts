import { expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import type { Answer } from '../stage.js';
import { player } from '../stage.js';
import { type ChatStage, onBothEngines } from './stage.js';

const SECRET = 'the-secret-word';
const edit = (stage: ChatStage, who: string | undefined, messageId: string, content: string) =>
  stage.as(who, 'editMessage', { channelId: 'global', messageId, content });
const remove = (stage: ChatStage, who: Parameters<ChatStage['as']>[0], messageId: string, key?: string) =>
  stage.as(who, 'deleteMessage', { channelId: 'global', messageId }, key);
const moderator = player('mod', ['moderate:chat:global']);

onBothEngines((open, redis) => {
  /** Everything the store holds of the channel, as text. */
  async function storedText(stage: ChatStage): Promise<string> {
    const { channels } = stage.deps;
    const raws = await channels.historyBefore('game', 'chat:global', { limit: 1000 });
    const texts = raws.map(({ text }) => text);
    const server = redis();
    if (!server) return texts.join('\n');
    for (const key of (await server.command('KEYS', '*')) as string[]) {
      // A stream's dump holds deleted entries until Redis frees their node.
      const isStream = (await server.command('TYPE', key)) === 'stream';
      texts.push(
        JSON.stringify(
          await (isStream ? server.command('XRANGE', key, '-', '+') : server.command('DUMP', key)),
        ),
      );
    }
    return texts.join('\n');
  }

  it('shows an edited message as it is now, in history, snapshots and old pages', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', 'frist');
    const bob = await stage.listen('bob');

    await edit(stage, 'ann', messageId, 'second');
    await edit(stage, 'ann', messageId, 'first');
    await stage.say('bob', 'newer');

    await eventually(() => bob.heard.length === 3);
    expect(bob.heard[1]).toMatchObject({
      name: 'message_edited',
      fields: { channelId: 'global', messageId, content: 'first', editedBy: 'ann' },
    });
    expect(await stage.contents('bob')).toEqual(['newer', 'first']);
    expect((await stage.listen('cid')).snapshot.messages).toMatchObject([
      { content: 'first', editedAt: stage.at },
      { content: 'newer' },
    ]);
    const { nextBefore } = await stage.as('bob', 'listMessages', { channelId: 'global', limit: 1 });
    expect(await stage.contents('bob', { before: nextBefore })).toEqual(['first']);
  });

  it('leaves nothing of a deleted message and its edits, in history, replay and store', async () => {
    const stage = await open();
    const { position } = await stage.listen('bob');
    const messageId = await stage.say('ann', `${SECRET} 1`);
    await stage.say('bob', 'between');
    await edit(stage, 'ann', messageId, `${SECRET} 2`);
    await edit(stage, 'ann', messageId, `${SECRET} 3`);
    expect(await storedText(stage)).toContain(SECRET);

    await remove(stage, 'ann', messageId);

    expect(await storedText(stage)).not.toContain(SECRET);
    expect(await stage.contents('bob')).toEqual(['between']);
    const resumed = await stage.listen('bob', { since: position });
    expect(resumed.heard.map(({ name }) => name)).toEqual(['chat_message', 'message_deleted']);
    expect(JSON.stringify(resumed.heard)).not.toContain(SECRET);
    expect((await stage.listen('cid')).snapshot.messages).toMatchObject([{ content: 'between' }]);
  });

  it('tells followers that a message is gone, by whom', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', 'hello');
    const bob = await stage.listen('bob');

    await remove(stage, undefined, messageId);

    await eventually(() => bob.heard.length > 0);
    expect(bob.heard).toMatchObject([
      { name: 'message_deleted', fields: { messageId, deletedBy: 'system' } },
    ]);
  });

  it('lets the sender, a moderator and a game server delete, and nobody else', async () => {
    const stage = await open();
    const ids = [
      await stage.say('ann', '1'),
      await stage.say('ann', '2'),
      await stage.say('ann', '3'),
    ] as const;

    await expect(remove(stage, 'bob', ids[0])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(edit(stage, 'bob', ids[0], 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await remove(stage, 'ann', ids[0]);
    await remove(stage, moderator, ids[1]);
    await remove(stage, undefined, ids[2]);

    expect(await stage.contents('ann')).toEqual([]);
  });

  it('has no such message after it was deleted, but answers a repeated call', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', 'hello');

    await remove(stage, 'ann', messageId, 'k');

    expect(await remove(stage, 'ann', messageId, 'k')).toEqual({});
    await expect(remove(stage, 'ann', messageId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(edit(stage, 'ann', messageId, 'back')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(remove(stage, 'ann', 'rubbish')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('never brings content back when edits and the deletion meet', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', SECRET);

    const edits = Array.from({ length: 8 }, (_, n) => edit(stage, 'ann', messageId, `${SECRET} ${n}`));
    const others = Array.from({ length: 8 }, (_, n) => stage.say('bob', `noise ${n}`));
    const results = await Promise.allSettled([...edits, ...others, remove(stage, 'ann', messageId)]);

    expect(results.at(-1)?.status).toBe('fulfilled');
    expect(await storedText(stage)).not.toContain(SECRET);
    expect(await stage.contents('bob')).toHaveLength(8);
  });

  it('finds a message however many came since', async () => {
    const stage = await open();
    const many = (prefix: string) =>
      Promise.all(Array.from({ length: 40 }, (_, n) => stage.say(`p${n}`, `${prefix} ${n}`)));
    // Sent at once, so that their ids begin with the same offset.
    const ids = await many('early');
    await many('late');

    for (const messageId of [ids[0], ids[39]]) await remove(stage, undefined, messageId ?? '');

    const left: string[] = await stage.contents(undefined, { limit: 100 });
    expect(left).toHaveLength(78);
  });

  it('masks swear words in edits, too', async () => {
    const stage = await open();
    const messageId = await stage.say('ann', 'nice', { channelId: 'clean' });

    const input = { channelId: 'clean', messageId, content: 'fuck' };
    const answer: Answer = await stage.as('ann', 'editMessage', input);

    expect(answer).toEqual({ messageId, timestamp: stage.at });
    expect(await stage.contents('bob', { channelId: 'clean' })).toEqual(['****']);
  });
});
