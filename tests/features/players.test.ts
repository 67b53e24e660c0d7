import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { playerKind } from '../../src/features/players/kind.js';
import { playersFeature } from '../../src/features/players/service.js';
import { type Call, openStage, player, START, type Stage } from './stage.js';

let stage: Stage;
const players = (name: string, input: object, as?: Call) =>
  stage.call(playersFeature(stage.deps), name, input, as);
const create = (playerId: string, profile: object = {}) => players('putPlayer', { playerId, ...profile });

beforeEach(async () => {
  stage = await openStage({
    currencies: [
      { id: 'coins', name: 'Coins', initial: 10, max: 100 },
      { id: 'gems', name: 'Gems' },
    ],
    badges: [{ id: 'hero', name: 'Hero' }],
    lives: { max: 5, initial: 5, regenerateEverySeconds: 60 },
    rules: [{ id: 'r', eventType: 'go', effects: [{ type: 'grant_xp', amount: 5 }] }],
  });
});
afterEach(() => stage.close());

describe('players', () => {
  it('begin with what the definitions say', async () => {
    expect(await create('ann', { displayName: 'Ann' })).toEqual({
      playerId: 'ann',
      displayName: 'Ann',
      avatarUrl: null,
      metadata: {},
      status: 'active',
      xp: 0,
      level: 1,
      xpToNextLevel: 100,
      levelProgress: 0,
      currencies: { coins: 10, gems: 0 },
      lives: { current: 5, max: 5, nextLifeAt: null },
      badges: [],
      quests: [],
      createdAt: START,
      updatedAt: START,
    });
  });

  it('change only the profile fields given, and clear those that are null', async () => {
    await create('ann', { displayName: 'Ann', avatarUrl: 'https://x.example/a.png', metadata: { a: 1 } });

    const changed = await create('ann', { avatarUrl: null, status: 'banned' });

    expect(changed).toMatchObject({
      displayName: 'Ann',
      avatarUrl: null,
      metadata: { a: 1 },
      status: 'banned',
    });
    expect(await create('ann', { status: 'active' })).toMatchObject({ status: 'active' });
  });

  it('may be read by a game server, and by themselves only', async () => {
    await create('ann');

    expect(await players('getPlayer', { playerId: 'ann' })).toMatchObject({ playerId: 'ann' });
    expect(await players('getPlayer', { playerId: 'ann' }, { caller: player('ann') })).toMatchObject({
      xp: 0,
    });
    for (const playerId of ['ann', 'nobody']) {
      const asBob = players('getPlayer', { playerId }, { caller: player('bob') });
      await expect(asBob).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(players('getPlayer', { playerId: 'nobody' })).rejects.toMatchObject({
      code: 'PLAYER_NOT_FOUND',
    });
  });

  it('are listed newest first, in pages', async () => {
    for (const playerId of ['a', 'b', 'c']) {
      stage.at += 1000;
      await create(playerId);
    }

    const page = await players('listPlayers', { page: '2', limit: '2' });

    expect(page.data.map(({ playerId }: { playerId: string }) => playerId)).toEqual(['a']);
    expect(page.pagination).toEqual({ page: 2, limit: 2, total: 3, totalPages: 2 });
  });

  it('whose names are words of the language are players like others', async () => {
    await create('__proto__', { metadata: JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') });

    const read = await players('getPlayer', { playerId: '__proto__' });

    expect(read.playerId).toBe('__proto__');
    expect('polluted' in {}).toBe(false);
  });
});

describe('direct grants', () => {
  beforeEach(() => create('ann'));
  const grant = (name: string, input: object, as?: Call) => players(name, { playerId: 'ann', ...input }, as);

  it('of XP raise the level and say why', async () => {
    expect(await grant('grantXp', { amount: 120, reason: 'gift' })).toMatchObject({ xp: 120, level: 2 });

    const events = (await stage.eventsOf('ann')).map(({ name, json }) => ({ name, ...JSON.parse(json) }));
    expect(events).toMatchObject([
      { name: 'xp_updated', playerId: 'ann', xp: 120, delta: 120, level: 2, reason: 'gift', at: START },
      { name: 'level_up', playerId: 'ann', oldLevel: 1, newLevel: 2, xp: 120 },
    ]);
  });

  it('of a currency stop at its maximum, and refuse to go below nothing', async () => {
    expect(await grant('changeCurrency', { currency: 'coins', amount: 200 })).toMatchObject({
      currencies: { coins: 100 },
    });
    await expect(grant('changeCurrency', { currency: 'coins', amount: -101 })).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      details: { balance: 100 },
    });
    expect(await grant('changeCurrency', { currency: 'coins', amount: -100 })).toMatchObject({
      currencies: { coins: 0 },
    });
  });

  it('never spend the same coin twice, however many try at once', async () => {
    const tries = Array.from({ length: 20 }, () =>
      grant('changeCurrency', { currency: 'coins', amount: -1 }),
    );

    const settled = await Promise.allSettled(tries);

    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });

  it('of lives stay within the maximum and say when the next comes', async () => {
    const spent = await grant('changeLives', { amount: -2 });

    expect(spent.lives).toEqual({ current: 3, max: 5, nextLifeAt: START + 60_000 });
    stage.at += 61_000;
    expect((await players('getPlayer', { playerId: 'ann' })).lives.current).toBe(4);
    expect((await grant('changeLives', { amount: 9 })).lives.current).toBe(5);
  });

  it('of a badge count once', async () => {
    await grant('grantBadge', { badgeId: 'hero' });

    expect(await grant('grantBadge', { badgeId: 'hero' })).toMatchObject({ badges: ['hero'] });
    expect((await stage.eventsOf('ann')).map(({ name }) => name)).toEqual(['badge_earned']);
  });

  it('count once under an idempotency key', async () => {
    const first = await grant('grantXp', { amount: 5 }, { idempotencyKey: 'k' });

    expect(await grant('grantXp', { amount: 5 }, { idempotencyKey: 'k' })).toEqual(first);
    const other = grant('grantXp', { amount: 6 }, { idempotencyKey: 'k' });
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each([
    ['changeCurrency', { currency: 'nope', amount: 1 }, 'CURRENCY_NOT_FOUND'],
    ['grantBadge', { badgeId: 'nope' }, 'BADGE_NOT_FOUND'],
    ['grantXp', { playerId: 'nobody', amount: 1 }, 'PLAYER_NOT_FOUND'],
  ])('%s to something unknown is refused: %j', async (name, input, code) => {
    await expect(grant(name, input)).rejects.toMatchObject({ code });
  });
});

describe('following a player', () => {
  it('is for the player itself and for tokens with a grant', async () => {
    const { authorize } = playerKind(stage.deps);
    const as = (name: string, grants: string[] = []) => {
      const caller = player(name, grants);
      if (caller.kind !== 'player') throw new Error('not a player');
      return authorize(caller, 'ann');
    };

    await expect(as('ann')).resolves.toBeUndefined();
    await expect(as('bob', ['subscribe:player:*'])).resolves.toBeUndefined();
    await expect(as('bob', ['subscribe:player:ann'])).resolves.toBeUndefined();
    await expect(as('bob', ['subscribe:player:anna'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('shows state and position of one instant, also before the first event', async () => {
    const { readView } = playerKind(stage.deps);

    expect(await readView('game', 'player:ann', 'ann')).toMatchObject({
      snapshot: { playerId: 'ann', xp: 0, currencies: { coins: 10 }, createdAt: null },
      position: { offset: 0 },
    });

    await create('ann');
    await players('grantXp', { playerId: 'ann', amount: 5 });

    expect(await readView('game', 'player:ann', 'ann')).toMatchObject({
      snapshot: { xp: 5 },
      position: { offset: 2 },
    });
  });
});
