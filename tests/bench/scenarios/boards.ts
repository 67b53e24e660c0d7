import type { Measure } from '../figures.js';
import { fillBoard } from '../fill-board.js';
import { type Measured, measure, note, type Scenario, type Stage } from '../stage.js';
import { callUs } from '../wire.js';

const PLAYERS = 500;
const OUTSTANDING = 64;
const BATCH = 100;
const FURTHER_BOARDS = 8;
const WATCHERS = 1000;
/** Watchers are players that no event is about, so that they get states of the board only. */
const FIRST_WATCHER = 1_000_000;
const RATES = [500, 2000];
/** Of what the points of the bench's boards can be. */
const HIGHEST_SCORE = 1_000_002;
const project = 'bench';

/** What scores cost on boards of every size, with many that watch, and with many boards. */
export const boards: readonly Scenario[] = [
  { name: 'board-size', repeats: 3, only: 'ours', run: compareSizes },
  { name: 'board-feeds', repeats: 3, only: 'ours', run: compareFeeds },
  { name: 'board-crowd', repeats: 2, only: 'ours', run: watchOneBoard },
];

/** A score with its rank and its push, on boards of 1000 and of a million entries, by turns. */
async function compareSizes(stage: Stage): Promise<void> {
  const scenario = 'board-size';
  const { load, server, name, redis, figures, options } = stage;
  await fillBoard(redis.url, { project, board: 'small', entries: 1000 });
  await fillBoard(redis.url, { project, board: 'big', entries: 1_000_000 });
  const rooms = ['leaderboard:small', 'leaderboard:big'];
  await load.connect({ url: server.url, target: name, project, first: FIRST_WATCHER, count: 2, rooms });

  for (const batch of [1, BATCH]) {
    const cost = { small: { redis: 0, all: 0 }, big: { redis: 0, all: 0 } };
    for (const board of ['small', 'big', 'big', 'small'] as const) {
      const order = orderOf(`played-${board}`, batch);
      await load.window({ url: server.url, target: name, ...order, seconds: options.warmupSeconds / 2 });
      const window = await measure(stage, { ...order, seconds: options.seconds });
      note(stage, `${scenario} ${board} by ${batch}`, { ...window, deliveries: window.events });
      cost[board].redis += perEvent(window.redisMs, window);
      cost[board].all += perEvent(window.redisMs + window.serverMs, window);
    }
    const by = batch === 1 ? 'one by one, pipelined' : `in batches of ${batch}`;
    const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
      figures.add({ scenario, ...measure }, name, value);
    add({ name: `Redis CPU at 1000, ${by}`, unit: 'µs/score' }, cost.small.redis / 2);
    add({ name: `a million to 1000, ${by}`, unit: 'Redis CPU', most: 2 }, cost.big.redis / cost.small.redis);
    add({ name: `a million to 1000, ${by}`, unit: 'total CPU', most: 1.3 }, cost.big.all / cost.small.all);
  }
}

/** What each further board costs that an event feeds. */
async function compareFeeds(stage: Stage): Promise<void> {
  const { load, server, name, figures, options } = stage;
  const cost = { 'feeds-one': 0, 'feeds-nine': 0 };
  for (const eventType of ['feeds-one', 'feeds-nine', 'feeds-nine', 'feeds-one'] as const) {
    const order = orderOf(eventType, 1);
    await load.window({ url: server.url, target: name, ...order, seconds: options.warmupSeconds / 2 });
    const window = await measure(stage, { ...order, seconds: options.seconds });
    note(stage, eventType, { ...window, deliveries: window.events });
    cost[eventType] += perEvent(window.redisMs, window) / 2;
  }
  const each = (cost['feeds-nine'] - cost['feeds-one']) / FURTHER_BOARDS;
  const measured = {
    scenario: 'board-feeds',
    name: 'each further board of an event',
    unit: 'µs of Redis CPU',
  };
  figures.add({ ...measured, most: 15 }, name, each);
}

/**
 * A thousand sockets follow one board while scores come at several rates, and as fast as they can. What they cost is told from what
 * one of them costs, since following the board at all is paid once.
 */
async function watchOneBoard(stage: Stage): Promise<void> {
  const scenario = 'board-crowd';
  const { load, server, name, figures, options } = stage;
  const order = orderOf('played-crowd', 1);
  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario, ...measure }, name, value);
  const connect = (first: number, count: number) =>
    load.connect({ url: server.url, target: name, project, first, count, rooms: ['leaderboard:crowd'] });
  // High scores are told one by one: none comes after this one.
  const body = { playerId: 'champion', score: HIGHEST_SCORE };
  await callUs(server.url, { project, path: '/leaderboards/crowd/scores', body });
  await load.window({ url: server.url, target: name, ...order, seconds: options.warmupSeconds });
  await connect(FIRST_WATCHER, 1);
  const alone = await windowsAt(stage, RATES);
  await connect(FIRST_WATCHER + 1, WATCHERS - 1);
  const watched = await windowsAt(stage, RATES);

  for (const [index, rate] of RATES.entries()) {
    const [one, all] = [alone[index], watched[index]];
    if (!one || !all) continue;
    const cost = serverShare(all) - serverShare(one);
    add({ name: `${WATCHERS - 1} more watchers at ${rate} scores/s`, unit: 'share of a core' }, cost);
    const each = { name: `events to each watcher at ${rate} scores/s`, unit: 'per second', most: 10 };
    add(each, all.perWatcher);
  }

  const fast = { ...order, seconds: options.seconds };
  const filling = await watch(stage, fast);
  const before = server.residentKb();
  const window = await watch(stage, fast);
  note(stage, `${scenario} as fast as it goes`, { ...window, deliveries: window.events });
  for (const { events, elapsedMs } of [filling, window]) {
    add({ name: 'highest rate', unit: 'scores/s' }, (events / elapsedMs) * 1000);
  }
  add(
    { name: 'events to each watcher at the highest rate', unit: 'per second', most: 10 },
    window.perWatcher,
  );
  add({ name: 'growth of memory meanwhile', unit: 'MB', most: 32 }, (server.residentKb() - before) / 1024);
}

interface Watched extends Measured {
  /** Events per second to each of the watchers, if all of them watch. */
  readonly perWatcher: number;
}

async function watch(stage: Stage, order: Parameters<typeof measure>[1]): Promise<Watched> {
  const { url } = stage.server;
  const [before, at] = [await deliveriesOf(url), performance.now()];
  const window = await measure(stage, order);
  const seconds = (performance.now() - at) / 1000;
  return { ...window, perWatcher: ((await deliveriesOf(url)) - before) / WATCHERS / seconds };
}

async function windowsAt(stage: Stage, rates: readonly number[]): Promise<Watched[]> {
  const windows: Watched[] = [];
  for (const perSecond of rates) {
    const order = { ...orderOf('played-crowd', 1), pace: { perSecond } };
    windows.push(await watch(stage, { ...order, seconds: 2 * stage.options.seconds }));
  }
  return windows;
}

const orderOf = (eventType: string, batch: number) => ({
  project,
  workload: { kind: 'players', eventType, players: PLAYERS, batch } as const,
  pace: { outstanding: batch === 1 ? OUTSTANDING : 4 },
  unheard: true,
});

const perEvent = (ms: number, { events }: Measured): number => (ms * 1000) / events;

const serverShare = ({ serverMs, elapsedMs }: Measured): number => serverMs / elapsedMs;

async function deliveriesOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^fanfare_deliveries_total (\d+)/m.exec(text)?.[1] ?? 0);
}
