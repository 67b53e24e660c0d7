import assert from 'node:assert/strict';
import { afterAll, describe, it } from '@jest/globals';
import type { Channels, Engine } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { Hub } from '../../src/hub/hub.js';
import type { Opening, ReadView } from '../../src/hub/sink.js';
import { createLog, createMetrics } from '../../src/observe.js';
import { inStorm, seeded } from './storm.js';
import { createRoom, createWitness, type Seen, type Witness } from './witness.js';

const project = 'p';
const channel = 'stream:s';
const players = ['ann', 'bob', 'cid'];
const observe = { log: createLog('silent'), metrics: createMetrics() };
const schedules = Number(process.env.FUZZ_SCHEDULES ?? 5000);

/** One run: commits, clients coming and going, losses, trims and lost data, all decided by the seed. */
async function run(seed: number): Promise<void> {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const engine = openMemoryEngine({
    retention: () => ({ publications: 1 + Math.floor(random() * 12), ttlMs: 60_000 }),
  });
  const storm = inStorm(engine.channels, random);
  const readView: ReadView = async (...[, name]) => {
    const { state, epoch, offset } = await engine.channels.read(project, name);
    return { snapshot: state ?? '0', position: { epoch, offset } };
  };
  const hub = new Hub({
    channels: storm.channels,
    observe,
    views: { stream: readView },
    idleCheckMs: 60_000,
  });
  const world = {
    engine,
    hub,
    random,
    pick,
    room: createRoom(),
    sent: 0,
    hidden: new Map<number, string>(),
    clients: [] as Client[],
  };

  for (let turn = 0; turn < 40; turn++) {
    const luck = random();
    if (luck < 0.45) await publish(world);
    else if (luck < 0.65) void connect(world);
    else if (luck < 0.75) world.clients[Math.floor(random() * world.clients.length)]?.opening?.close();
    else if (luck < 0.8) storm.interrupted();
    else if (luck < 0.82)
      await engine.channels.rotateLife(project, (await engine.channels.read(project, channel)).epoch);
    else if (luck < 0.84) await dropHistory(engine.channels);
    if (random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
  }

  storm.calm();
  await publish(world);
  await Promise.all(world.clients.map(({ ready }) => ready));
  storm.interrupted();
  await inTime(() => world.clients.every((client) => client.closed() || isUpToDate(world, client)));
  for (const client of world.clients) check(world, client);
  await hub.close();
  await engine.close();
}

interface Client extends Witness {
  readonly playerId: string;
  /** What an earlier client had handled last when this one took over. */
  readonly resumeFrom: Seen | undefined;
  ready: Promise<void>;
  opening?: Opening;
  closed(): boolean;
}

interface World {
  readonly engine: Engine;
  readonly hub: Hub;
  readonly random: () => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly room: ReturnType<typeof createRoom>;
  readonly clients: Client[];
  /** Events published so far; the last one's number. */
  sent: number;
  /** Events only one player may see. */
  readonly hidden: Map<number, string>;
}

async function publish(world: World): Promise<void> {
  const { random, pick, engine } = world;
  const only = random() < 0.2 ? pick(players) : undefined;
  const evict = random() < 0.05 ? pick(players) : undefined;
  const stay = random() < 0.02 ? pick(players) : undefined;
  const events = Array.from({ length: Math.floor(random() * 4) }, () => ({
    name: 'e',
    json: JSON.stringify({ n: ++world.sent }),
  }));
  for (const { json } of events) if (only) world.hidden.set(JSON.parse(json).n, only);
  const publication = {
    at: 1,
    events,
    ...(only ? { only: [only] } : {}),
    ...(evict ? { evict: [evict] } : {}),
    ...(stay ? { stay: [stay] } : {}),
  };
  await engine.channels.commit({ project, changes: [{ channel, state: String(world.sent), publication }] });
}

const dropHistory = (channels: Channels) =>
  channels.commit({ project, changes: [{ channel, dropHistory: true, publication: { at: 1, events: [] } }] });

/** Opens a subscription, sometimes where another client of the player stopped reading. */
function connect(world: World): Promise<void> {
  const { hub, random, pick, clients, room } = world;
  const playerId = pick(players);
  const former =
    random() < 0.6
      ? clients.find((client) => client.playerId === playerId && client.seen.length > 0)
      : undefined;
  const resumeFrom = former ? pick(former.seen) : undefined;
  const witness = createWitness({ playerId, isSlow: random() < 0.3, ...(random() < 0.6 ? { room } : {}) });
  let isClosed = false;
  const client: Client = Object.assign(witness, {
    playerId,
    resumeFrom,
    ready: Promise.resolve(),
    closed: () => isClosed || witness.ended,
  });
  clients.push(client);

  client.ready = (async () => {
    const since = resumeFrom ? { since: resumeFrom.position } : {};
    const opening = await hub.open({ project, channel, sink: witness.sink, ...since });
    const { recovered, snapshot, replayed, position } = opening.answer;
    if (recovered) assert.equal(witness.seen.length, replayed);
    else witness.seen.push({ kind: 'state', number: Number(snapshot), position });
    client.opening = {
      ...opening,
      close() {
        isClosed = true;
        opening.close();
      },
    };
    await opening.join();
  })();
  return client.ready;
}

const visible = ({ hidden }: World, { playerId }: Client, event: number): boolean =>
  !hidden.has(event) || hidden.get(event) === playerId;

/** Waits a turn of the event loop at a time: thousands of schedules have no time for timers. */
async function inTime(isSo: () => boolean): Promise<void> {
  for (const until = Date.now() + 5_000; !isSo(); ) {
    assert.ok(Date.now() < until, 'a client is left behind');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Whether a client stands at the end: at the last event it may see, or at a state no older than that. */
function isUpToDate(world: World, client: Client): boolean {
  let number = world.sent;
  while (number > 0 && !visible(world, client, number)) number--;
  return (client.seen.at(-1) ?? client.resumeFrom ?? { number: 0 }).number >= number;
}

/** Nothing missing, nothing twice, nothing out of order, nothing meant for somebody else. */
function check(world: World, client: Client): void {
  let reached = client.resumeFrom?.number;
  for (const seen of client.seen) {
    if (seen.kind === 'state') {
      assert.ok(seen.number >= (reached ?? 0));
    } else {
      let expected = (reached ?? 0) + 1;
      while (!visible(world, client, expected)) expected++;
      assert.equal(seen.number, expected);
    }
    reached = seen.number;
  }
}

describe('a feed in a storm', () => {
  afterAll(() => observe.metrics.registry.clear());

  it(`brings every client of ${schedules} schedules everything once and in order, or a snapshot`, async () => {
    for (let seed = 1; seed <= schedules; seed++) {
      await run(seed).catch((cause: unknown) => {
        throw new Error(`schedule ${seed} failed`, { cause });
      });
    }
  }, 120_000);
});
