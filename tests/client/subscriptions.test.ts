import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FanfareError } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { call } from '../support/rest.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
let players = 0;
const newPlayer = (): string => `player-${++players}`;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('a subscription', () => {
  it('begins with the state and keeps it exactly as the server would show it', async () => {
    const playerId = newPlayer();
    await stage.track(playerId, 'match_won');
    const player = stage.join(playerId).subscribe({ channel: 'player', playerId });

    expect((await player.ready()).xp).toBe(25);
    for (const type of ['match_won', 'match_lost', 'match_won', 'match_won', 'match_finished']) {
      await stage.track(playerId, type, { score: 1200 });
    }

    const shown = await stage.player(playerId);
    await eventually(() => expect(player.state).toEqual(shown));
  });

  it('hands over each event once, in order, with the position moved already', async () => {
    const playerId = newPlayer();
    const player = stage.join(playerId).subscribe({ channel: 'player', playerId });
    const seen: [string, boolean][] = [];
    player.on('xp_updated', (event) => seen.push([`xp ${event.xp}`, player.position === event.position]));
    player.on('level_up', (event) => seen.push([`level ${event.newLevel}`, player.state?.level === 2]));
    await player.ready();

    for (let round = 0; round < 4; round++) await stage.track(playerId, 'match_won');

    await eventually(() =>
      expect(seen).toEqual([
        ['xp 25', true],
        ['xp 50', true],
        // The third win completes a quest that gives 100 XP.
        ['xp 75', true],
        ['xp 175', true],
        ['level 2', true],
        ['xp 200', true],
      ]),
    );
  });

  it('calls back once for everything one commit changed', async () => {
    const playerId = newPlayer();
    const player = stage.join(playerId).subscribe({ channel: 'player', playerId });
    await player.ready();
    const xps: (number | undefined)[] = [];
    let events = 0;
    player.onChange(() => xps.push(player.state?.xp));
    for (const name of ['xp_updated', 'currency_updated', 'badge_earned', 'quest_progress'] as const) {
      player.on(name, () => events++);
    }

    await stage.track(playerId, 'match_won');

    await eventually(() => expect(events).toBe(4));
    await eventually(() => expect(xps.at(-1)).toBe(25));
    expect(xps.length).toBeLessThanOrEqual(events);
  });

  it('is shared by all who ask for the same channel, until the last closes it', async () => {
    const playerId = newPlayer();
    const client = stage.join(playerId);
    const first = client.subscribe({ channel: 'player', playerId });
    const second = client.subscribe({ channel: 'player', playerId });
    await first.ready();

    first.close();
    expect((await client.send('subscriptions', {})).subscriptions).toHaveLength(1);
    await stage.track(playerId, 'match_won');
    await eventually(() => expect(second.state?.xp).toBe(25));
    expect(first.status).toBe('ended');

    second.close();
    await eventually(async () =>
      expect((await client.send('subscriptions', {})).subscriptions).toHaveLength(0),
    );
  });

  it("gets a game server's own events by any name", async () => {
    const playerId = newPlayer();
    await stage.track(playerId, 'match_won');
    const player = stage.join(playerId).subscribe({ channel: 'player', playerId });
    const drops: unknown[] = [];
    player.on('loot:dropped', ({ item, playerId: of }) => drops.push([item, of]));
    await player.ready();

    await call(stage.app.url, `/channels/player:${playerId}/events`, {
      body: { event: 'loot:dropped', data: { item: 'sword' } },
    });

    await eventually(() => expect(drops).toEqual([['sword', playerId]]));
  });

  it('ends with the code of the server when it is not allowed', async () => {
    const player = stage.join(newPlayer()).subscribe({ channel: 'player', playerId: 'somebody-else' });

    await expect(player.ready()).rejects.toBeInstanceOf(FanfareError);
    expect(player).toMatchObject({ status: 'ended', error: { code: 'FORBIDDEN' } });
  });
});
