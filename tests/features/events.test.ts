import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Unavailable } from '../../src/engine/engine.js';
import { eventsFeature } from '../../src/features/events/service.js';
import { playersFeature } from '../../src/features/players/service.js';
import { type Call, memory, openStage, START, type Stage } from './stage.js';

const definitions = {
  leaderboards: [
    { id: 'hour', name: 'Hour', window: 'hourly' },
    { id: 'own', name: 'Own', window: 'hourly', source: { eventType: 'played', points: 1 } },
  ],
  rules: [
    { id: 'play', eventType: 'played', effects: [{ type: 'submit_score', leaderboardId: 'hour', score: 1 }] },
    { id: 'won', eventType: 'won', effects: [{ type: 'grant_xp', amount: 10 }] },
    {
      id: 'order',
      eventType: 'set',
      effects: [{ type: 'grant_xp', amount: { '-': [{ var: 'properties.to' }, { var: 'player.xp' }] } }],
    },
  ],
};

let stage: Stage;
const track = (input: object, as?: Call) => stage.call(eventsFeature(stage.deps), 'trackEvent', input, as);
const batch = (events: readonly unknown[]) =>
  stage.call(eventsFeature(stage.deps), 'trackEvents', { events });
const xpOf = async (playerId: string) =>
  (await stage.call(playersFeature(stage.deps), 'getPlayer', { playerId })).xp;

beforeEach(async () => {
  stage = await openStage(definitions);
});
afterEach(() => stage.close());

const won = { playerId: 'ann', eventType: 'won' };

describe('tracking an event', () => {
  it('creates the player and answers with every effect', async () => {
    const answer = await track(won);

    expect(answer).toEqual({
      eventId: 'id-1',
      status: 'PROCESSED',
      skipped: false,
      effects: [{ id: 'id-1:1', type: 'grant_xp', amount: 10, xp: 10 }],
    });
    const [event] = await stage.eventsOf('ann');
    expect(JSON.parse(event?.json ?? '{}')).toMatchObject({ playerId: 'ann', effectId: 'id-1:1', at: START });
  });

  it('knows the player by the other name too', async () => {
    await track({ externalUserId: 'ann', eventType: 'won' });

    expect(await xpOf('ann')).toBe(10);
  });

  it('counts a repeated key once and answers with the first effects', async () => {
    const first = await track({ ...won, idempotencyKey: 'k' });

    const again = await track({ ...won, idempotencyKey: 'k' });

    expect(again).toEqual({
      eventId: first.eventId,
      status: 'SKIPPED',
      skipped: true,
      existingEventId: first.eventId,
      effects: first.effects,
    });
    expect(await xpOf('ann')).toBe(10);
  });

  it('takes the key from the header as well, also when nothing matched', async () => {
    await track({ playerId: 'ann', eventType: 'nothing' }, { idempotencyKey: 'k' });

    const again = await track({ playerId: 'ann', eventType: 'nothing', idempotencyKey: 'k' });

    expect(again.status).toBe('SKIPPED');
  });

  it.each([
    ['another event', { playerId: 'ann', eventType: 'lost' }],
    ['another player', { playerId: 'bob', eventType: 'won' }],
    ['other properties', { ...won, properties: { a: 1 } }],
  ])('refuses a key that was used for %s', async (_name, other) => {
    await track({ ...won, idempotencyKey: 'k' });

    await expect(track({ ...other, idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('does not care in which order a repeat lists its properties', async () => {
    await track({ ...won, properties: { a: 1, b: { c: 2, d: 3 } }, idempotencyKey: 'k' });

    const again = await track({ ...won, properties: { b: { d: 3, c: 2 }, a: 1 }, idempotencyKey: 'k' });

    expect(again.skipped).toBe(true);
  });

  it('takes milliseconds and ISO 8601, up to 300 s ahead', async () => {
    await track({ ...won, timestamp: START + 300_000 });
    await track({ ...won, timestamp: '2025-11-18T13:05:00+01:00' });
    await track({ ...won, timestamp: '2025-11-18T13:05+01:00' });
    await track({ ...won, timestamp: '2025-11-18T12:05Z' });

    const late = [START + 300_001, '2025-11-18T13:05:01+01:00', '2025-11-18T13:06+01:00'];
    for (const timestamp of [...late, '1999-12-31T23:59:59Z']) {
      await expect(track({ ...won, timestamp })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ field: 'timestamp' }],
      });
    }
  });

  it.each([
    ['no player', { eventType: 'won' }],
    ['two players', { ...won, externalUserId: 'ann' }],
    ['an unknown field', { ...won, bogus: 1 }],
    ['a time without zone', { ...won, timestamp: '2025-11-18T12:05' }],
    ['a day that is not', { ...won, timestamp: '2025-02-30T12:05Z' }],
    ['seconds instead of milliseconds', { ...won, timestamp: 1_700_000_000 }],
    [
      'properties that nest too deep',
      { ...won, properties: JSON.parse(`${'{"a":'.repeat(11)}1${'}'.repeat(11)}`) },
    ],
    ['properties that are too large', { ...won, properties: { a: 'x'.repeat(16_384) } }],
  ])('refuses %s', async (_name, input) => {
    await expect(track(input)).rejects.toThrow();
  });

  it('is refused for a banned player', async () => {
    await stage.call(playersFeature(stage.deps), 'putPlayer', { playerId: 'ann', status: 'banned' });

    await expect(track(won)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('commits nothing on a dry run, and tells what would happen', async () => {
    const answer = await track({ ...won, dryRun: '1' });

    expect(answer).toEqual({
      dryRun: true,
      rules: [{ ruleId: 'won', matched: true }],
      effects: [{ id: 'dry-run:1', type: 'grant_xp', amount: 10, xp: 10 }],
    });
    await expect(xpOf('ann')).rejects.toMatchObject({ code: 'PLAYER_NOT_FOUND' });
  });

  it('tells on a dry run, too, what boards would not take any more', async () => {
    const late = { playerId: 'ann', eventType: 'played', timestamp: START - 86_400_000 };

    const foretold = await track({ ...late, dryRun: '1' });

    const { effects } = await track(late);
    const skipped = { type: 'score_skipped', leaderboardId: 'hour', reason: 'window_closed' };
    expect(effects).toMatchObject([skipped, { ...skipped, leaderboardId: 'own' }]);
    const withoutId = ({ id: _, ...effect }: { id: string }) => effect;
    expect(foretold.effects.map(withoutId)).toEqual(effects.map(withoutId));
  });
});

describe('tracking a batch', () => {
  it('answers in the order given, and one bad event rejects only itself', async () => {
    const answer = await batch([
      won,
      { playerId: 'bob' },
      'nonsense',
      { ...won, playerId: 'bob', idempotencyKey: 'k' },
    ]);

    expect(answer).toMatchObject({ accepted: 2, rejected: 2, skipped: 0 });
    expect(answer.results).toMatchObject([
      { status: 'PROCESSED' },
      { status: 'FAILED', error: { code: 'VALIDATION_ERROR', details: [{ field: 'eventType' }] } },
      { status: 'FAILED' },
      { status: 'PROCESSED' },
    ]);
  });

  it('rejects an event that is nothing but mistakes in few words, and only that one', async () => {
    const mistakes = Object.fromEntries(Array.from({ length: 300_000 }, (_, nth) => [`f${nth}`, 0]));

    const { accepted, results } = await batch([mistakes, won]);

    expect(accepted).toBe(1);
    expect(results[0]).toMatchObject({ status: 'FAILED', error: { code: 'VALIDATION_ERROR' } });
    expect(JSON.stringify(results[0]).length).toBeLessThan(5_000);
  });

  it('applies the events of one player in order', async () => {
    const targets = [5, 1, 900, 3, 42];

    const { results } = await batch(
      targets.map((to) => ({ playerId: 'ann', eventType: 'set', properties: { to } })),
    );

    const reached = results.map(({ effects }: { effects: { xp: number }[] }) => effects[0]?.xp);
    expect(reached).toEqual(targets);
  });

  it('skips a key that came before, also within the batch', async () => {
    const keyed = { ...won, idempotencyKey: 'k' };

    expect(await batch([keyed, keyed])).toMatchObject({ accepted: 1, skipped: 1 });
  });

  it('is refused as a whole while the store is away', async () => {
    const engine = memory();
    const broken = await openStage(definitions, engine);
    const commit = async () => {
      throw new Unavailable('away');
    };
    engine.channels.commit = commit;

    const answer = broken.call(eventsFeature(broken.deps), 'trackEvents', { events: [won, { bad: 1 }] });

    await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await broken.close();
  });
});
