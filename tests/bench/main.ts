import { appendFile, mkdir } from 'node:fs/promises';
import { Figures } from './figures.js';
import { readOptions, usage } from './options.js';
import { startRedis } from './redis.js';
import { renderJson, renderReport } from './report.js';
import { boards } from './scenarios/boards.js';
import { chat } from './scenarios/chat.js';
import { connections } from './scenarios/connections.js';
import { fanOut } from './scenarios/fan-out.js';
import { fossilPatch } from './scenarios/fossil-patch.js';
import { lobbyChurn } from './scenarios/lobby-churn.js';
import { plainFanOut } from './scenarios/plain-fan-out.js';
import { redisCost } from './scenarios/redis-cost.js';
import { twoNodes } from './scenarios/two-nodes.js';
import { unicast } from './scenarios/unicast.js';
import { type Bench, runOnce, type Scenario } from './stage.js';

const scenarios = [
  ...fanOut,
  ...unicast,
  ...connections,
  ...twoNodes,
  ...redisCost,
  ...boards,
  ...plainFanOut,
  fossilPatch,
  ...chat,
  ...lobbyChurn,
];

if (process.argv.includes('--help')) {
  process.stdout.write(`${usage}Scenarios: ${scenarios.map(({ name }) => name).join(', ')}\n`);
} else {
  await bench();
}

async function bench(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const chosen = scenarios.filter(({ name }) => isChosen(name, options.scenarios));
  if (options.profile) await mkdir(options.profile, { recursive: true });
  const redis = await startRedis();
  const figures = new Figures();
  try {
    for (const scenario of chosen) await repeat({ options, redis, figures }, scenario);
  } finally {
    await redis.stop();
  }
  process.stdout.write(`\n${renderReport(figures)}`);
  if (options.json) await appendFile(options.json, renderJson(figures));
  if (figures.invalid.length > 0) process.exitCode = 1;
}

function isChosen(name: string, wanted: readonly string[]): boolean {
  const isName = (word: string) => scenarios.some((scenario) => scenario.name === word);
  return wanted.length === 0 || wanted.some((word) => (isName(word) ? name === word : name.startsWith(word)));
}

/** Measures the targets in turns and changes who goes first, so that neither profits from the machine's mood. */
async function repeat(bench: Bench, scenario: Scenario): Promise<void> {
  const { only } = scenario;
  const repeats = Math.min(bench.options.repeats, scenario.repeats ?? Number.POSITIVE_INFINITY);
  const targets = bench.options.targets.filter((target) => only === undefined || target === only);
  for (let number = 1; number <= repeats; number += 1) {
    process.stdout.write(`${scenario.name} ${number}/${repeats}\n`);
    const turn = number % 2 === 1 ? targets : [...targets].reverse();
    for (const target of turn) {
      await runOnce(bench, scenario, target).catch((error: unknown) => {
        bench.figures.reject(`${target} ${scenario.name}: ${error}`);
      });
    }
  }
}
