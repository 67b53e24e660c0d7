import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../src/contract/caller.js';
import { decodeBody } from '../../../src/contract/publication.js';
import { streamsFeature } from '../../../src/features/streams/service.js';
import { type Call, openStage, player, START, type Stage } from '../stage.js';

const definitions = {
  streams: [
    { id: 'market', name: 'Market', public: true, keys: [{ name: 'market' }] },
    { id: 'rounds', name: 'Rounds', keys: [{ name: 'game', values: ['crash', 'double'] }, { name: 'type' }] },
    { id: 'short', name: 'Short', public: true, historySize: 3, latestPerKey: false },
  ],
};

const anybody: Caller = { kind: 'public', project: 'game' };

describe('streams', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(definitions);
  });
  afterEach(() => stage.close());

  const publish = (streamId: string, body: object, as: Call = {}) =>
    stage.call(streamsFeature(stage.deps), 'publish', { streamId, ...body }, as);
  const replay = (streamId: string, query: object = {}, as: Call = { caller: anybody }) =>
    stage.call(streamsFeature(stage.deps), 'replay', { streamId, ...query }, as);
  const tick = (market: string, price: number, rest: object = {}) => ({
    type: 'candle_update',
    keys: { market },
    data: { price },
    ...rest,
  });
  const prices = ({ publications }: { publications: { data: { price: number } }[] }) =>
    publications.map(({ data }) => data.price);

  it('keep what was published, in order, with type, keys, data, time and position', async () => {
    expect(await publish('market', tick('a', 1))).toEqual({ streamId: 'market', accepted: 1, at: START });
    await publish('market', { publications: [tick('a', 2), { type: 'note', broadcast: true, data: {} }] });

    const { publications, nextCursor } = await replay('market');

    expect(nextCursor).toBeNull();
    expect(publications).toEqual([
      {
        type: 'candle_update',
        keys: { market: 'a' },
        data: { price: 1 },
        at: START,
        position: expect.any(String),
      },
      {
        type: 'candle_update',
        keys: { market: 'a' },
        data: { price: 2 },
        at: START,
        position: expect.stringMatching(/\.2\.0$/),
      },
      { type: 'note', broadcast: true, data: {}, at: START, position: expect.stringMatching(/\.2$/) },
    ]);
  });

  it('publish a list as one commit, all or none', async () => {
    const bad = publish('market', {
      publications: [tick('a', 1), { type: 'x', keys: { other: 'b' }, data: {} }],
    });

    await expect(bad).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'keys.other', message: 'is not a key of this stream' }],
    });
    expect((await replay('market')).publications).toEqual([]);
  });

  it('refuse a publication with nothing but unknown keys in few words', async () => {
    const keys = Object.fromEntries(Array.from({ length: 200_000 }, (_, nth) => [`k${nth}`, 'v']));

    const bad = publish('market', { type: 'x', keys, data: {} });

    await expect(bad).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: Array(20).fill(expect.anything()),
    });
  });

  it('publish once under one idempotency key and refuse another body', async () => {
    const first = await publish('market', tick('a', 1), { idempotencyKey: 'k' });
    stage.at += 5_000;

    expect(await publish('market', tick('a', 1), { idempotencyKey: 'k' })).toEqual(first);
    await expect(publish('market', tick('a', 2), { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await replay('market')).publications).toHaveLength(1);
  });

  it('refuse values outside the declared ones, unknown streams and half publications', async () => {
    const round = { type: 'round', keys: { game: 'roulette' }, data: {} };

    await expect(publish('rounds', round)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(publish('nope', tick('a', 1))).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
    await expect(publish('market', { type: 'x' })).rejects.toThrow('give one publication');
    await expect(publish('market', { type: 'x', data: {}, publications: [] })).rejects.toThrow();
  });

  it('are read by anybody when public, else with a key or a grant', async () => {
    const reads = (caller: Caller) => replay('rounds', {}, { caller });

    await expect(reads(anybody)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(reads(player('p'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await reads(player('p', ['subscribe:stream:*']))).toMatchObject({ publications: [] });
    expect(await replay('rounds', {}, {})).toMatchObject({ publications: [] });
  });

  it('replay a time range of one key page by page, without a hole or a repeat', async () => {
    for (let n = 0; n < 40; n++) {
      stage.at = START + n * 1000;
      await publish('market', { publications: [tick('a', n), tick('b', n + 0.5)] });
    }
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const range = { key: 'market=a', from: START + 5_000, to: START + 30_000, limit: 7 };
      const page = await replay('market', { ...range, ...(cursor !== null && { cursor }) });
      seen.push(...prices(page));
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(seen).toEqual(Array.from({ length: 26 }, (_, n) => n + 5));
  });

  it('go on after what a cursor names was trimmed', async () => {
    for (let n = 1; n <= 3; n++) await publish('short', { type: 't', data: { price: n } });
    const { nextCursor } = await replay('short', { limit: 1 });
    for (let n = 4; n <= 400; n++) await publish('short', { type: 't', data: { price: n } });

    expect(prices(await replay('short', { cursor: nextCursor }))).toEqual([398, 399, 400]);
    await expect(replay('short', { cursor: 'x' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('take the time a publication names, but none ahead of ours', async () => {
    await publish('market', {
      publications: [tick('a', 1, { at: START - 60_000 }), tick('a', 2, { at: START + 60_000 })],
    });

    const { publications } = await replay('market', { from: START - 60_000, to: START });

    expect(publications.map(({ at }: { at: number }) => at)).toEqual([START - 60_000, START]);
  });

  it('cost the same per publication however many keys and publications there are', async () => {
    const channels = stage.deps.channels;
    const many = Array.from({ length: 1000 }, (_, n) => tick(`m${n}`, n));
    for (let round = 0; round < 3; round++) await publish('market', { publications: many });

    await publish('market', tick('m7', 7));
    const [raw] = await channels.historyBefore('game', 'stream:market', { limit: 1 });

    expect(decodeBody(raw?.text ?? '').events).toHaveLength(1);
    expect((await channels.read('game', 'stream:market')).state).toBeUndefined();
  });
});
