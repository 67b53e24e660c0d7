import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PublicationBody } from '../../src/contract/publication.js';
import type { Channels, Engine } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { Hub } from '../../src/hub/hub.js';
import type { ReadView } from '../../src/hub/sink.js';
import { createLog, createMetrics } from '../../src/observe.js';
import { eventually } from '../support/eventually.js';
import { inStorm } from './storm.js';
import { createRoom, createWitness, type Witness } from './witness.js';

const project = 'p';
const channel = 'stream:s';

let engine: Engine;
let hub: Hub;
let sent: number;

/** Luck that loses every live delivery. */
const everythingGetsLost = () => 0.1;
const nothingHappens = () => 0.99;

function openHub(channels: Channels, idleCheckMs = 60_000): void {
  const readView: ReadView = async () => {
    const { state, epoch, offset } = await engine.channels.read(project, channel);
    return { snapshot: state ?? '0', position: { epoch, offset } };
  };
  hub = new Hub({
    channels,
    observe: { log: createLog('silent'), metrics: createMetrics() },
    views: { stream: readView },
    idleCheckMs,
  });
}

beforeEach(() => {
  engine = openMemoryEngine({ retention: () => ({ publications: 500, ttlMs: 60_000 }) });
  sent = 0;
});

afterEach(async () => {
  await hub.close();
  await engine.close();
});

async function publish(events = 1, envelope: Pick<PublicationBody, 'evict' | 'stay'> = {}): Promise<void> {
  const publication = {
    at: Date.now(),
    events: Array.from({ length: events }, () => ({
      name: 'e',
      json: JSON.stringify({ n: ++sent, fill: 'x'.repeat(1000) }),
    })),
    ...envelope,
  };
  await engine.channels.commit({ project, changes: [{ channel, state: String(sent), publication }] });
}

async function connect(since?: string, playerId = 'ann') {
  const witness = createWitness({ playerId, isSlow: false, room: createRoom() });
  const opening = await hub.open({ project, channel, sink: witness.sink, ...(since ? { since } : {}) });
  return { ...opening, witness };
}

const numbers = ({ seen }: Witness): number[] => seen.map(({ number }) => number);

describe('a hub', () => {
  it('answers a first subscription with the state and sends what comes after it', async () => {
    openHub(engine.channels);
    await publish();
    const { answer, join, witness } = await connect();
    await publish();
    await join();

    await publish();

    expect(answer).toMatchObject({ recovered: false, replayed: 0, snapshot: '1' });
    await eventually(() => expect(numbers(witness)).toEqual([2, 3]));
  });

  it('sends nothing between an answer and going live', async () => {
    openHub(engine.channels);
    const { witness } = await connect();

    await publish();
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(witness.seen).toEqual([]);
  });

  it('resumes inside a publication', async () => {
    openHub(engine.channels);
    const first = await connect();
    await first.join();
    await publish(3);
    await eventually(() => expect(first.witness.seen).toHaveLength(3));

    const second = await connect(first.witness.seen[0]?.position);

    expect(second.answer).toMatchObject({ recovered: true, replayed: 2 });
    expect(numbers(second.witness)).toEqual([2, 3]);
  });

  it.each(['garbage', 'a.b.0', '', 'x'.repeat(500)])(
    'gives a snapshot for the position %j',
    async (since) => {
      openHub(engine.channels);

      expect((await connect(since || '-')).answer).toMatchObject({ recovered: false });
    },
  );

  it('gives a snapshot instead of more than 300 publications, or of more than 256 KiB', async () => {
    openHub(engine.channels);
    const { answer } = await connect();
    for (let n = 0; n < 300; n++) await publish(0);
    expect((await connect(answer.position)).answer.recovered).toBe(true);

    await publish(0);
    expect((await connect(answer.position)).answer.recovered).toBe(false);

    const later = (await connect()).answer.position;
    for (let n = 0; n < 260; n++) await publish(1);
    expect((await connect(later)).answer.recovered).toBe(false);
  });

  it('finds a lost last message by itself', async () => {
    openHub(inStorm(engine.channels, everythingGetsLost).channels, 100);
    const { join, witness } = await connect();
    await join();

    await publish();

    await eventually(() => expect(numbers(witness)).toEqual([1]));
  });

  it('finds what got lost while its connection was away', async () => {
    const storm = inStorm(engine.channels, everythingGetsLost);
    openHub(storm.channels);
    const { join, witness } = await connect();
    await join();
    await publish();

    storm.interrupted();

    await eventually(() => expect(numbers(witness)).toEqual([1]));
  });

  it('ends the subscriptions of players a publication puts out, after that publication', async () => {
    openHub(engine.channels);
    const ann = await connect(undefined, 'ann');
    const bob = await connect(undefined, 'bob');
    await Promise.all([ann.join(), bob.join()]);

    await publish(1, { evict: ['ann'] });
    await publish();

    await eventually(() => expect(numbers(bob.witness)).toEqual([1, 2]));
    expect(numbers(ann.witness)).toEqual([1]);
    expect(ann.witness.ended).toBe(true);
  });

  it('ends every subscription but those of players who may stay', async () => {
    openHub(engine.channels);
    const ann = await connect(undefined, 'ann');
    const bob = await connect(undefined, 'bob');
    await Promise.all([ann.join(), bob.join()]);

    await publish(1, { stay: ['bob'] });
    await publish();

    await eventually(() => expect(numbers(bob.witness)).toEqual([1, 2]));
    expect(numbers(ann.witness)).toEqual([1]);
    expect(ann.witness.ended).toBe(true);
  });

  it('does not replay to a player what was said while they were put out', async () => {
    openHub(engine.channels);
    const before = await connect();
    await publish(1, { evict: ['ann'] });
    await publish();

    expect((await connect(before.answer.position)).answer.recovered).toBe(false);
  });

  it('tells clients to take a snapshot when the store lost what they had seen', async () => {
    const storm = inStorm(engine.channels, nothingHappens);
    openHub(storm.channels);
    const { join, witness } = await connect();
    await join();
    await publish();
    await eventually(() => expect(witness.seen).toHaveLength(1));

    await engine.channels.rotateLife(project, (await engine.channels.read(project, channel)).epoch);
    storm.interrupted();

    await eventually(() => expect(witness.seen.at(-1)).toMatchObject({ kind: 'state', number: 1 }));
    await publish();
    await eventually(() => expect(numbers(witness)).toEqual([1, 1, 2]));
  });

  it('stops listening a while after the last subscriber left, not before', async () => {
    openHub(engine.channels);
    const { close, join } = await connect();
    await join();

    close();

    expect(hub.size).toBe(1);
    await eventually(() => expect(hub.size).toBe(0));
  });
});
