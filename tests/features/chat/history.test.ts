import { expect, it } from '@jest/globals';
import type { Message } from '../../../src/features/chat/contract.js';
import { eventually } from '../../support/eventually.js';
import { type ChatStage, onBothEngines } from './stage.js';

/** Reads page after page until the end. */
async function readAll(stage: ChatStage, limit: number, between = async () => {}): Promise<string[]> {
  const contents: string[] = [];
  let before: string | undefined;
  do {
    const input = { channelId: 'global', limit, ...(before === undefined ? {} : { before }) };
    const page = await stage.as('bob', 'listMessages', input);
    contents.push(...page.messages.map(({ content }: Message) => content));
    before = page.nextBefore ?? undefined;
    await between();
  } while (before !== undefined);
  return contents;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`);
const sayAll = async (stage: ChatStage, contents: readonly string[]) => {
  for (const content of contents) await stage.say('ann', content);
};

onBothEngines((open) => {
  it('pages through all messages once, newest first, and ends with null', async () => {
    const stage = await open();
    const all = numbered(23);
    await sayAll(stage, all);

    for (const limit of [1, 7, 22, 23, 24, 100]) {
      expect(await readAll(stage, limit)).toEqual(all.toReversed());
    }
  });

  it('has no gap and no duplicate while messages arrive, are edited and deleted', async () => {
    const stage = await open();
    const all = numbered(30);
    const ids: string[] = [];
    for (const content of all) ids.push(await stage.say('ann', content));
    let turn = 0;

    const read = await readAll(stage, 4, async () => {
      turn++;
      await stage.say('cid', `late ${turn}`);
      const inOldest = { channelId: 'global', messageId: ids[turn % 2] ?? '' };
      if (turn === 2) await stage.as('ann', 'editMessage', { ...inOldest, content: 'edited' });
      // A message of the page read last: the cursor must survive it.
      if (turn === 3)
        await stage.as('ann', 'deleteMessage', { channelId: 'global', messageId: ids[30 - 12] ?? '' });
    });

    expect(read).toEqual(all.with(0, 'edited').toReversed());
  });

  it('skips what is not a message or not for the reader, without shortening pages', async () => {
    const stage = await open();
    const ids: string[] = [];
    for (let n = 0; n < 10; n++) {
      const { messageId } = await stage.as('ann', 'sendMessage', { channelId: 'global', content: `m${n}` });
      ids.push(messageId);
      const publication = { at: 1, events: [{ name: 'firework', json: '{"a":1}' }] };
      await stage.deps.channels.commit({
        project: 'game',
        changes: [{ channel: 'chat:global', publication }],
      });
    }
    await stage.as('ann', 'deleteMessage', { channelId: 'global', messageId: ids[8] });
    await stage.as(undefined, 'moderate', { playerId: 'eve', action: 'shadow_ban' });
    await stage.say('eve', 'hidden');

    const page = await stage.as('bob', 'listMessages', { channelId: 'global', limit: 8 });

    expect(page.messages.map(({ content }: Message) => content)).toEqual([
      'm9',
      'm7',
      'm6',
      'm5',
      'm4',
      'm3',
      'm2',
      'm1',
    ]);
    expect(await stage.contents('bob', { before: page.nextBefore })).toEqual(['m0']);
  });

  it('goes on from a message, too, and refuses a cursor that is neither', async () => {
    const stage = await open();
    await sayAll(stage, ['one', 'two']);
    const third = await stage.say('ann', 'three');

    expect(await stage.contents('bob', { before: third })).toEqual(['two', 'one']);
    for (const before of ['0.nothing', 'rubbish']) {
      await expect(stage.contents('bob', { before })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
  });

  it('shows new followers the newest 50, oldest first, and everything after that once', async () => {
    const stage = await open();
    const all = numbered(60);
    await sayAll(stage, all);

    const bob = await stage.listen('bob');
    await stage.say('ann', 'live');

    await eventually(() => bob.heard.length > 0);
    expect(bob.snapshot.messages.map(({ content }) => content)).toEqual(all.slice(-50));
    expect(bob.heard).toMatchObject([{ fields: { content: 'live' } }]);
  });

  it('shows nothing older than a channel keeps', async () => {
    const stage = await open();
    const now = stage.at;
    stage.at = now - 25 * 3_600_000;
    await stage.say('ann', 'old', { channelId: 'yesterday' });
    stage.at = now;
    await stage.say('ann', 'new', { channelId: 'yesterday' });

    expect(await stage.contents('bob', { channelId: 'yesterday' })).toEqual(['new']);
    const { snapshot } = await stage.listen('bob', { channelId: 'yesterday' });
    expect(snapshot).toMatchObject({ messages: [{ content: 'new' }], unread: 1 });
    await eventually(async () => {
      const stored = await stage.deps.channels.historyBefore('game', 'chat:yesterday', { limit: 9 });
      expect(stored.map(({ text }) => text).join()).not.toContain('"old"');
    });
  });

  it('resumes with every message missed, once and in order, none deleted meanwhile', async () => {
    const stage = await open();
    const bob = await stage.listen('bob');
    bob.leave();
    await stage.say('ann', 'one');
    const gone = await stage.say('ann', 'gone');
    await stage.say('ann', 'two');
    await stage.as('ann', 'deleteMessage', { channelId: 'global', messageId: gone });

    const again = await stage.listen('bob', { since: bob.position });
    await stage.say('ann', 'three');

    await eventually(() => again.heard.length === 4);
    expect(again.heard.map(({ name, fields }) => fields.content ?? name)).toEqual([
      'one',
      'two',
      'message_deleted',
      'three',
    ]);
  });
});
