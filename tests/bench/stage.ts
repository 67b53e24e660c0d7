import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCpuMs } from './cpu.js';
import type { Figures } from './figures.js';
import type { Window, WindowOrder } from './load/orders.js';
import { type LoadProcess, startLoad } from './load-process.js';
import type { Options } from './options.js';
import type { BenchRedis } from './redis.js';
import { startTarget, type Target } from './target.js';
import type { TargetName } from './wire.js';

export interface Bench {
  readonly options: Options;
  readonly redis: BenchRedis;
  readonly figures: Figures;
}

/** What one run of one target has: fresh servers on an empty Redis, and a fresh load process. */
export interface Stage extends Bench {
  readonly name: TargetName;
  readonly load: LoadProcess;
  /** The server that takes the events. */
  readonly server: Target;
  /** A second node of the same cluster, for scenarios that ask for it. */
  readonly other: Target | undefined;
}

/** One thing to measure. */
export interface Scenario {
  readonly name: string;
  /** Servers to start; default 1. */
  readonly nodes?: 1 | 2;
  /** Runs at most so often. */
  readonly repeats?: number;
  /** The peer has nothing to compare with. */
  readonly only?: TargetName;
  /** Settings of our server beside the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
  run(stage: Stage): Promise<void>;
}

/** Runs a scenario once for one target, and leaves no process behind. */
export async function runOnce(bench: Bench, scenario: Scenario, name: TargetName): Promise<void> {
  await bench.redis.clear();
  const { environment } = scenario;
  const start = { name, redisUrl: bench.redis.url, ours: bench.options.server, environment };
  const server = await startTarget({
    ...start,
    profile: name === 'ours' ? bench.options.profile : undefined,
  });
  const other = scenario.nodes === 2 ? await startTarget(start) : undefined;
  const load = await startLoad();
  try {
    await scenario.run({ ...bench, name, load, server, other });
  } finally {
    await load.stop();
    await Promise.all([server.stop(), other?.stop()]);
  }
}

/** A window with what the servers and Redis used meanwhile. */
export interface Measured extends Window {
  readonly serverMs: number;
  readonly otherMs: number;
  readonly redisMs: number;
  /** On the clock of V8's CPU profiles, which all processes share, µs. */
  readonly from: number;
  readonly to: number;
}

/** Runs one window and reads the CPU counters around it, from quiet to quiet. */
export async function measure(
  stage: Stage,
  order: Omit<WindowOrder, 'kind' | 'url' | 'target'>,
): Promise<Measured> {
  const { server, other, redis, load, name } = stage;
  const before = { server: server.cpuMs(), other: other?.cpuMs() ?? 0, redis: readCpuMs(redis.pid) };
  const from = monotonicMicroseconds();
  const window = await load.window({ url: server.url, target: name, ...order });
  return {
    ...window,
    from,
    to: monotonicMicroseconds(),
    serverMs: server.cpuMs() - before.server,
    otherMs: (other?.cpuMs() ?? 0) - before.other,
    redisMs: readCpuMs(redis.pid) - before.redis,
  };
}

/** Writes what a run found, while the bench goes on. */
export function note(stage: Stage, label: string, measured: Measured): void {
  const { deliveries, elapsedMs, serverMs, redisMs, busy, p50Ms, p99Ms, from, to } = measured;
  const perSecond = Math.round((deliveries / elapsedMs) * 1000);
  const perDelivery = ((serverMs * 1000) / deliveries).toFixed(2);
  const shares = `server ${(serverMs / elapsedMs).toFixed(2)}, load ${busy.toFixed(2)}, redis ${(redisMs / elapsedMs).toFixed(2)}`;
  const latency = `p50 ${p50Ms.toFixed(2)} p99 ${p99Ms.toFixed(2)} ms`;
  process.stdout.write(
    `  ${stage.name} ${label}: ${perSecond}/s, ${perDelivery} µs each, ${latency} (busy: ${shares})\n`,
  );
  notePart(stage, { label, deliveries, from, to });
}

export interface Part {
  readonly label: string;
  readonly deliveries: number;
  readonly from: number;
  readonly to: number;
}

/** Tells a reader of a CPU profile which part of it is about what. */
export function notePart({ options: { profile } }: Bench, part: Part): void {
  if (profile) appendFileSync(join(profile, 'windows.jsonl'), `${JSON.stringify(part)}\n`);
}

/** The clock of V8's CPU profiles. */
export const monotonicMicroseconds = () => Number(process.hrtime.bigint() / 1000n);
