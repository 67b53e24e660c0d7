import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Decision, Target, Transact } from '../../src/commit/decision.js';
import { createTransact } from '../../src/commit/transactor.js';
import { AppError } from '../../src/contract/errors.js';
import type { Offset } from '../../src/contract/position.js';
import { decodePublication } from '../../src/contract/publication.js';
import { type Channels, type Engine, Unavailable } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { createMetrics } from '../../src/observe.js';

interface Purse {
  readonly coins: number;
}

interface Rules {
  readonly position: Offset;
}

const project = 'p';
const channel = 'player:ann';
const codec = { encode: JSON.stringify, decode: (text: string): Purse => JSON.parse(text) };
const target: Target<Purse> = { project, channel, codec, at: 1_000 };
const metrics = createMetrics();

let engine: Engine;
/** Where definitions would be: every commit here is computed without. */
let noDefinitions: Offset;

beforeEach(async () => {
  engine = openMemoryEngine({ retention: () => ({ publications: 100, ttlMs: 60_000 }) });
  noDefinitions = await engine.channels.read(project, 'system:definitions');
});

afterEach(() => engine.close());

/** A node of its own over the shared store. */
function openNode(channels: Channels = engine.channels): Transact<Rules> {
  const rules: Rules = { position: noDefinitions };
  const definitions = { current: () => rules, reload: async () => rules };
  return createTransact<Rules>({ channels, definitions, metrics, onceTtlMs: 60_000 });
}

/** Adds coins; taking more than there are is refused. */
const add =
  (amount: number) =>
  (purse: Purse = { coins: 0 }): Decision<Purse, number> => {
    const coins = purse.coins + amount;
    if (coins < 0) throw new AppError('INSUFFICIENT_FUNDS');
    return { state: { coins }, events: [{ name: 'coins', fields: { coins } }], result: coins };
  };

const look = (purse: Purse = { coins: 0 }): Decision<Purse, number> => ({ events: [], result: purse.coins });

const storedPurse = async (): Promise<unknown> =>
  JSON.parse((await engine.channels.read(project, channel)).state ?? 'null');

async function publishedCoins(): Promise<unknown[]> {
  const raws = await engine.channels.historyBefore(project, channel, { limit: 100 });
  return raws
    .reverse()
    .flatMap((raw) => decodePublication(raw).events.map(({ json }) => JSON.parse(json).coins));
}

describe('transact', () => {
  it('adds the id of the channel and the time to events', async () => {
    await openNode()(target, add(1));

    const [raw] = await engine.channels.historyBefore(project, channel, { limit: 1 });
    expect(raw && decodePublication(raw).events).toEqual([
      { name: 'coins', json: JSON.stringify({ playerId: 'ann', coins: 1, at: 1_000 }) },
    ]);
  });

  it('adds up what two nodes do at the same time', async () => {
    const nodes = [openNode(), openNode()];

    await Promise.all(Array.from({ length: 100 }, (_, n) => nodes[n % 2]?.(target, add(1))));

    expect(await storedPurse()).toEqual({ coins: 100 });
    expect(await publishedCoins()).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  it('refuses by what is stored, not by what it remembers', async () => {
    const [here, there] = [openNode(), openNode()];
    await here(target, add(5));
    await there(target, add(10));

    await expect(here(target, add(-12))).resolves.toMatchObject({ result: 3 });
  });

  it('answers a look by what is stored, not by what it remembers', async () => {
    const [here, there] = [openNode(), openNode()];
    await here(target, add(5));
    await there(target, add(10));

    expect((await here(target, look)).result).toBe(15);
  });

  it('commits nothing when nothing happens', async () => {
    await openNode()(target, look);

    expect((await engine.channels.read(project, channel)).offset).toBe(0);
  });

  it('returns the first result for a repeated request', async () => {
    const once = { key: 'grant|k1', fingerprint: 'five' };
    const node = openNode();
    await node({ ...target, once }, add(5));

    expect(await openNode()({ ...target, once }, add(5))).toEqual({ result: 5, repeated: true });
    expect(await storedPurse()).toEqual({ coins: 5 });
  });

  it('returns the first result even when the request would be refused by now', async () => {
    const once = { key: 'spend|k1', fingerprint: 'all' };
    const node = openNode();
    await node(target, add(5));
    await node({ ...target, once }, add(-5));

    expect(await node({ ...target, once }, add(-5))).toEqual({ result: 0, repeated: true });
  });

  it('remembers a request that changed nothing', async () => {
    const once = { key: 'look|k1', fingerprint: 'look' };
    const node = openNode();
    await node({ ...target, once }, look);
    await node(target, add(5));

    expect(await node({ ...target, once }, look)).toEqual({ result: 0, repeated: true });
  });

  it('refuses an idempotency key that was used for another request', async () => {
    const node = openNode();
    await node({ ...target, once: { key: 'k', fingerprint: 'five' } }, add(5));

    const attempt = node({ ...target, once: { key: 'k', fingerprint: 'six' } }, add(6));

    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('takes up new definitions instead of committing by old ones', async () => {
    const publication = { at: 1, events: [] };
    await engine.channels.commit({
      project,
      changes: [{ channel: 'system:definitions', state: '{}', publication }],
    });
    let rules: Rules = { position: noDefinitions };
    const definitions = {
      current: () => rules,
      reload: async () => {
        rules = { position: await engine.channels.read(project, 'system:definitions') };
        return rules;
      },
    };
    const node = createTransact<Rules>({ channels: engine.channels, definitions, metrics, onceTtlMs: 1_000 });

    await node<Purse, void>(target, (_purse, rules) => ({
      state: { coins: rules.position.offset },
      events: [],
      result: undefined,
    }));

    expect(await storedPurse()).toEqual({ coins: 1 });
  });

  it('decides with other channels as they are, and again when one of them moved meanwhile', async () => {
    const bank = 'system:bank';
    const deposit = (node: Transact<Rules>) =>
      node<Purse, void>({ ...target, beside: () => [bank] }, (purse, _rules, { beside: [found] }) => {
        const { epoch, offset, state = '0' } = found ?? { epoch: '', offset: 0 };
        const others = [
          {
            channel: bank,
            expect: { epoch, offset },
            state: String(Number(state) + 1),
            publication: { at: 1, events: [] },
          } as const,
        ];
        return { state: { coins: (purse?.coins ?? 0) + 1 }, events: [], others, result: undefined };
      });

    await Promise.all([openNode(), openNode(), openNode()].map((node) => deposit(node)));

    expect((await engine.channels.read(project, bank)).state).toBe('3');
    expect(await storedPurse()).toEqual({ coins: 3 });
  });

  it('answers UNAVAILABLE when the store does not', async () => {
    const away: Channels = Object.create(engine.channels, {
      read: { value: () => Promise.reject(new Unavailable('away')) },
    });

    await expect(openNode(away)(target, add(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
