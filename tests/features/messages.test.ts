import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { announcementsFeature } from '../../src/features/announcements/service.js';
import { reservedEvents } from '../../src/features/channels/contract.js';
import { channelsFeature } from '../../src/features/channels/service.js';
import { playerEvents } from '../../src/features/players/contract.js';
import { playerKind } from '../../src/features/players/kind.js';
import { playersFeature } from '../../src/features/players/service.js';
import { presenceFeature } from '../../src/features/presence/service.js';
import { questEvents } from '../../src/features/quests/contract.js';
import { type Call, openStage, START, type Stage } from './stage.js';

let stage: Stage;
const publish = (input: object, as?: Call) =>
  stage.call(
    channelsFeature(stage.deps, { player: playerKind(stage.deps) }),
    'publishEvent',
    { channel: 'player:ann', event: 'gift', data: { size: 3 }, ...input },
    as,
  );

beforeEach(async () => {
  stage = await openStage();
  await stage.call(playersFeature(stage.deps), 'putPlayer', { playerId: 'ann' });
});
afterEach(() => stage.close());

describe("a game server's own event", () => {
  it("is kept in the history of its channel, with the channel's id", async () => {
    expect(await publish({})).toEqual({ channel: 'player:ann', event: 'gift', at: START });

    const [event] = await stage.eventsOf('ann');
    expect(event?.name).toBe('gift');
    expect(JSON.parse(event?.json ?? '')).toEqual({ playerId: 'ann', size: 3, at: START });
  });

  it('cannot claim another channel or time', async () => {
    await publish({ data: { playerId: 'bob', at: 1 } });

    const [event] = await stage.eventsOf('ann');
    expect(JSON.parse(event?.json ?? '')).toEqual({ playerId: 'ann', at: START });
  });

  it('is sent once under an idempotency key', async () => {
    await publish({}, { idempotencyKey: 'k' });
    await publish({}, { idempotencyKey: 'k' });

    expect(await stage.eventsOf('ann')).toHaveLength(1);
  });

  it('does not come between what a player was and becomes', async () => {
    const grant = () => stage.call(playersFeature(stage.deps), 'grantXp', { playerId: 'ann', amount: 5 });

    await grant();
    await publish({});

    expect(await grant()).toMatchObject({ xp: 10 });
  });

  it.each([
    ['a built-in name', { event: 'xp_updated' }],
    ['a name of Socket.IO', { event: 'disconnect' }],
    ['a name with other characters', { event: 'Gift!' }],
    ['data that is no object', { data: [1] }],
    ['the definitions', { channel: 'system:definitions' }],
    ['a channel of unknown kind', { channel: 'cats:1' }],
  ])('is refused for %s', async (_name, input) => {
    await expect(publish(input)).rejects.toThrow();
  });

  it('is refused where nobody is', async () => {
    await expect(publish({ channel: 'player:nobody' })).rejects.toMatchObject({ code: 'PLAYER_NOT_FOUND' });
    await expect(publish({ channel: 'lobby:x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('cannot have the name of any event declared', () => {
    const declared = Object.keys({ ...playerEvents, ...questEvents });

    expect(declared.filter((name) => !reservedEvents.has(name))).toEqual([]);
  });
});

describe('an announcement', () => {
  const announced: unknown[][] = [];
  const announce = (input: object, as?: Call) =>
    stage.call(
      announcementsFeature(stage.deps, (...sent) => void announced.push(sent)),
      'announce',
      input,
      as,
    );
  beforeEach(() => {
    announced.length = 0;
  });

  it('goes to everybody, under its own name or the usual one', async () => {
    await announce({ data: { text: 'Hi' } });
    await announce({ event: 'maintenance', data: {}, to: 'lobby:x' });

    expect(announced).toEqual([
      ['game', 'announcement', { text: 'Hi', at: START }, undefined],
      ['game', 'maintenance', { at: START }, ['lobby:x']],
    ]);
  });

  it('is heard once under an idempotency key', async () => {
    const repeat = () => announce({ data: { text: 'Hi' } }, { idempotencyKey: 'k' });

    const answers = await Promise.all([repeat(), repeat(), repeat()]);

    expect(announced).toHaveLength(1);
    expect(answers).toEqual(Array(3).fill({ event: 'announcement' }));
  });

  it('cannot pretend to be a built-in event', async () => {
    await expect(announce({ event: 'level_up', data: {} })).rejects.toThrow();
  });
});

describe('presence', () => {
  it('tells who is online and when the others were last seen', async () => {
    const { presence } = stage.deps;
    await presence.renew('node', START);
    await presence.report('node', 'game', new Map([['ann', true]]), START);

    const answer = await stage.call(presenceFeature(stage.deps), 'getPresence', { playerIds: 'ann,bob' });

    expect(answer.online).toBe(1);
    expect(answer.data).toMatchObject([
      { playerId: 'ann', online: true },
      { playerId: 'bob', online: false, lastSeenAt: null },
    ]);
  });
});
