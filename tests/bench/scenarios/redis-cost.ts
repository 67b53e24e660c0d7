import { fileURLToPath } from 'node:url';
import { readCpuMs } from '../cpu.js';
import { launch, waitForLine } from '../launch.js';
import { measure, note, type Scenario, type Stage } from '../stage.js';
import { BARE } from '../wire.js';

const PLAYERS = 2000;
const OUTSTANDING = 64;
const project = 'bench';
const scenario = 'redis-cost';

/** Redis CPU of one player's event, against a bare script (a score, a rank, a history entry, a message); nobody listens. */
export const redisCost: readonly Scenario[] = [{ name: scenario, run }];

async function run(stage: Stage): Promise<void> {
  const { figures, name } = stage;
  const byHttp = await costByHttp(stage);
  figures.add(
    { scenario, name: 'through HTTP', unit: 'µs/event (peer: bare script)', ratio: 1.5 },
    name,
    byHttp,
  );
  const direct = name === 'peer' ? await costOfBareClient(stage) : byHttp;
  figures.add({ scenario, name: 'against a bare client', unit: 'µs/event', ratio: 1.5 }, name, direct);
}

async function costByHttp(stage: Stage): Promise<number> {
  const { load, server, name, options } = stage;
  const workload = {
    kind: 'players',
    eventType: name === 'ours' ? 'plain' : BARE,
    players: PLAYERS,
    batch: 1,
  } as const;
  const order = { project, workload, pace: { outstanding: OUTSTANDING }, unheard: true };
  await load.window({ url: server.url, target: name, ...order, seconds: options.warmupSeconds });
  const window = await measure(stage, { ...order, seconds: options.seconds });
  note(stage, scenario, { ...window, deliveries: window.events });
  return (window.redisMs * 1000) / window.events;
}

async function costOfBareClient({ redis, options }: Stage): Promise<number> {
  const program = fileURLToPath(new URL('../bare-client.ts', import.meta.url));
  const command = [process.execPath, '--import', 'tsx', program];
  const parameters = [redis.url, String(OUTSTANDING), String(options.seconds), String(PLAYERS)];
  const before = readCpuMs(redis.pid);
  const client = launch({ core: 'servers', command: [...command, ...parameters] });
  const events = Number(await waitForLine(client, /Stored (\d+) events/));
  const used = readCpuMs(redis.pid) - before;
  await client.stop();
  return (used * 1000) / events;
}
