#!/usr/bin/env node
import { run } from './run.js';

// Whoever reads our output, such as `head`, has seen enough.
process.stdout.on('error', () => process.exit());

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  isColoured: process.stdout.isTTY === true && !process.env.NO_COLOR,
  write: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  untilStopped: () => new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve)),
});
