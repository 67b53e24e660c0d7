import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { TargetName } from './wire.js';

/** How a bench is run. */
export interface Options {
  /** Names of scenarios, or beginnings of them; empty: all. */
  readonly scenarios: readonly string[];
  readonly targets: readonly TargetName[];
  readonly repeats: number;
  /** Length of one measured window. */
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** The channel of fan-out scenarios. */
  readonly channel: string;
  /** How many lobbies come and go in the scenario about that. */
  readonly lobbies: number;
  readonly json: string | undefined;
  readonly profile: string | undefined;
  /** Our server, built. */
  readonly server: string;
}

export const usage = `npm run bench -- [scenario …] [options]
  --repeats n      how often each target is measured, in turns (5)
  --seconds n      length of one measured window (3)
  --warmup n       seconds before the first window (2)
  --quick          2 repeats with windows of 1.5 s
  --targets a,b    ours, peer (both)
  --channel name   the channel of fan-out scenarios (player:hero)
  --lobbies n      lobbies that come and go in lobby-churn (20000)
  --json file      appends the result as one line of JSON
  --profile folder writes V8 CPU profiles of our server there, and when each window was
  --server file    our server, built (dist/main.js)
`;

const flags = {
  repeats: { type: 'string' },
  seconds: { type: 'string' },
  warmup: { type: 'string' },
  quick: { type: 'boolean', default: false },
  targets: { type: 'string', default: 'ours,peer' },
  channel: { type: 'string', default: 'player:hero' },
  lobbies: { type: 'string', default: '20000' },
  json: { type: 'string' },
  profile: { type: 'string' },
  server: { type: 'string', default: fileURLToPath(new URL('../../dist/main.js', import.meta.url)) },
} as const;

/** @throws TypeError for an unknown option */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  const names = values.targets.split(',');
  return {
    scenarios: positionals,
    targets: (['ours', 'peer'] as const).filter((target) => names.includes(target)),
    repeats: Number(values.repeats ?? (values.quick ? 2 : 5)),
    seconds: Number(values.seconds ?? (values.quick ? 1.5 : 3)),
    warmupSeconds: Number(values.warmup ?? (values.quick ? 1 : 2)),
    channel: values.channel,
    lobbies: Number(values.lobbies),
    json: values.json,
    profile: values.profile,
    server: values.server,
  };
}
