import { setTimeout as pause } from 'node:timers/promises';
import { readCpuMs } from '../cpu.js';
import type { Measure } from '../figures.js';
import { median } from '../figures.js';
import type { Scenario, Stage } from '../stage.js';

const PARTS = 20;
const OUTSTANDING = 32;
const REOPEN_SECONDS = 2;
/** The chat of a lobby somebody left is known for 60 s and a quarter more. */
const GONE_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 1_000;
const project = 'bench';
const scenario = 'lobby-churn';

/** Lobbies created, joined by two, left by one and closed, over REST: what each costs, and what stays of them. */
export const lobbyChurn: readonly Scenario[] = [
  {
    name: scenario,
    repeats: 1,
    only: 'ours',
    environment: { LOBBY_REOPEN_SECONDS: `${REOPEN_SECONDS}` },
    run,
  },
];

async function run(stage: Stage): Promise<void> {
  const { figures, name, options, redis, server } = stage;
  const before = { server: server.cpuMs(), redis: readCpuMs(redis.pid) };
  const residentMb = await churn(stage);
  const used = { server: server.cpuMs() - before.server, redis: readCpuMs(redis.pid) - before.redis };

  // The collector lets memory swing, so halves are compared by what is typical of them; the first fifth is for warming up.
  const warm = residentMb.slice(PARTS / 5);
  const half = warm.length / 2;
  const growthMb = median(warm.slice(half)) - median(warm.slice(0, half));
  const { left, seconds } = await untilGone(stage);

  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario, ...measure }, name, value);
  add({ name: 'server CPU', unit: 'µs/lobby of 5 calls' }, (used.server * 1000) / options.lobbies);
  add({ name: 'Redis CPU', unit: 'µs/lobby of 5 calls' }, (used.redis * 1000) / options.lobbies);
  add({ name: 'resident memory', unit: 'MB' }, residentMb.at(-1) ?? 0);
  add({ name: `growth over ${options.lobbies} lobbies`, unit: 'MB', most: 16 }, growthMb);
  add({ name: 'keys of closed lobbies that stay', unit: 'keys', most: 0 }, left);
  add({ name: 'the last one gone after', unit: 's' }, seconds);
}

/** Plays all lobbies; returns the resident memory after each part, MB. */
async function churn({ load, server, options, figures }: Stage): Promise<number[]> {
  const residentMb: number[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const count = Math.ceil(options.lobbies / PARTS);
    const { elapsedMs, refused } = await load.playLobbies({
      url: server.url,
      project,
      count,
      outstanding: OUTSTANDING,
    });
    if (refused > 0) figures.reject(`${scenario}: ${refused} lobbies refused`);
    residentMb.push(server.residentKb() / 1024);
    const perSecond = Math.round((count * 1000) / elapsedMs);
    process.stdout.write(`  ${count} lobbies, ${perSecond}/s, then ${residentMb.at(-1)?.toFixed(1)} MB\n`);
  }
  return residentMb;
}

/** Waits until Redis holds no key that names a lobby, or for as long as that may take. */
async function untilGone({ redis }: Stage): Promise<{ left: number; seconds: number }> {
  const startedAt = performance.now();
  for (;;) {
    const keys = await redis.keys();
    const left = keys.filter((key) => /:(lobby:|list:lobby$|chat:.*-chat$)/.test(key)).length;
    const elapsedMs = performance.now() - startedAt;
    if (left > 0 && elapsedMs < GONE_WITHIN_MS) {
      await pause(LOOK_EVERY_MS);
      continue;
    }
    process.stdout.write(
      `  ${left} keys of lobbies of ${keys.length} after ${Math.round(elapsedMs / 1000)} s\n`,
    );
    return { left, seconds: elapsedMs / 1000 };
  }
}
