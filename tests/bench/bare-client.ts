import { Redis } from 'ioredis';
import { bareEvent } from './bare-event.js';

/** `bare-client.ts <redis url> <outstanding> <seconds> <players>`: runs the bare script in a closed loop and prints how often. */
const [url = '', outstanding = '64', seconds = '3', players = '2000'] = process.argv.slice(2);
const redis = new Redis(url);
const store = bareEvent(redis);
const endsAt = Date.now() + Number(seconds) * 1000;
let count = 0;

async function loop(): Promise<void> {
  while (Date.now() < endsAt) await store(`player-${count++ % Number(players)}`);
}

await Promise.all(Array.from({ length: Number(outstanding) }, loop));
process.stdout.write(`Stored ${count} events\n`);
redis.disconnect();
