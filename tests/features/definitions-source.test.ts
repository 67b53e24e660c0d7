import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeBody } from '../../src/contract/publication.js';
import type { Engine } from '../../src/engine/engine.js';
import { adminFeature } from '../../src/features/admin/service.js';
import { eventually } from '../support/eventually.js';
import { memory, openStage, type Stage } from './stage.js';

const badge = (id: string) => ({ id, name: id });
const rule = (id: string) => ({ id, eventType: 'go', effects: [{ type: 'grant_xp', amount: 1 }] });

const open: Stage[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stage) => stage.close()));
});

/** A node of its own on a shared engine. */
async function start(definitions: object, engine: Engine): Promise<Stage> {
  const stage = await openStage(definitions, engine);
  open.push(stage);
  return stage;
}

const idsOf = (stage: Stage, section: 'badges' | 'rules') =>
  stage.definitions.current('game').project[section].map(({ id }) => id);

describe('the definitions of a project', () => {
  it("are the file's at the first start, under a version of the store", async () => {
    const engine = memory();

    const stage = await start({ badges: [badge('a')] }, engine);

    const { version } = stage.definitions.current('game');
    expect(idsOf(stage, 'badges')).toEqual(['a']);
    expect((await engine.channels.read('game', 'system:definitions')).offset).toBe(version);
  });

  it('are applied once by nodes that start together', async () => {
    const engine = memory();

    const nodes = await Promise.all([1, 2, 3].map(() => start({ badges: [badge('a')] }, engine)));

    expect(new Set(nodes.map((node) => node.definitions.current('game').version)).size).toBe(1);
  });

  it('keep what the admin API made when a new file is applied, and lose what the old file named', async () => {
    const engine = memory();
    const first = await start({ rules: [rule('old'), rule('both')], badges: [badge('a')] }, engine);
    await first.call(adminFeature(first.deps), 'createRule', rule('mine'));

    const second = await start({ rules: [rule('both'), rule('new')] }, engine);

    expect(idsOf(second, 'rules')).toEqual(['both', 'new', 'mine']);
    expect(idsOf(second, 'badges')).toEqual([]);
  });

  it('end subscriptions to what a new file closes, in the commit that applies it', async () => {
    const engine = memory();
    const chat = { id: 'lounge', name: 'Lounge' };
    await start({ chatChannels: [chat], streams: [{ id: 'ticker', name: 'Ticker', public: true }] }, engine);

    await start({ chatChannels: [{ ...chat, open: false }] }, engine);

    for (const channel of ['chat:lounge', 'stream:ticker'] as const) {
      const [last] = await engine.channels.historyBefore('game', channel, { limit: 1 });
      expect(decodeBody(last?.text ?? '{}').stay).toEqual([]);
    }
  });

  it('are left alone by a restart with the same file', async () => {
    const engine = memory();
    const file = { rules: [rule('a'), rule('b')] };
    const first = await start(file, engine);
    await first.call(adminFeature(first.deps), 'deleteRule', { id: 'a' });

    const second = await start(file, engine);

    expect(idsOf(second, 'rules')).toEqual(['b']);
  });

  it('refuse a file that does not fit what the admin API made', async () => {
    const engine = memory();
    const first = await start({ badges: [badge('a')] }, engine);
    const needy = { ...rule('mine'), effects: [{ type: 'grant_badge', badgeId: 'a' }] };
    await first.call(adminFeature(first.deps), 'createRule', needy);

    await expect(start({ badges: [badge('b')] }, engine)).rejects.toThrow(
      /rules\[0\]\.effects\[0\]\.badgeId/,
    );
  });

  it('reach every node by themselves', async () => {
    const engine = memory();
    const [one, other] = [await start({}, engine), await start({}, engine)];

    await one.call(adminFeature(one.deps), 'createRule', rule('mine'));

    await eventually(() => expect(idsOf(other, 'rules')).toEqual(['mine']));
  });

  it('come back from the file when the store has lost them', async () => {
    const engine = memory();
    const stage = await start({ badges: [badge('a')] }, engine);
    const channel = 'system:definitions' as const;
    const publication = { at: 0, events: [] };
    await engine.channels.commit({ project: 'game', changes: [{ channel, state: null, publication }] });

    const { version } = await stage.definitions.reload('game');

    expect(idsOf(stage, 'badges')).toEqual(['a']);
    expect((await engine.channels.read('game', channel)).offset).toBe(version);
  });

  it('never put keys or secrets into the store', async () => {
    const engine = memory();
    const apiKeys = [{ key: 'very-secret-key', name: 'k' }];
    const stage = await start({ apiKeys, hmacSecret: 'hmac-secret' }, engine);

    const { state } = await engine.channels.read('game', 'system:definitions');

    expect(state).not.toMatch(/secret/i);
    expect(stage.definitions.current('game').project).toMatchObject({ apiKeys, hmacSecret: 'hmac-secret' });
  });

  it('are unknown for an unknown project', async () => {
    const stage = await start({}, memory());

    expect(() => stage.definitions.current('nope')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
