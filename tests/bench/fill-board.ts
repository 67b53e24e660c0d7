import { Redis } from 'ioredis';
import { keysOf } from '../../src/engine/redis/keys.js';

const AT_ONCE = 10_000;
/** Scores the events of the bench make are below it. */
const SCORES = 1_000_003;

/**
 * Puts entries into a board of all times with scores spread evenly, straight into Redis: through the API a million players would
 * have to be made first.
 * @see board-entry.lua for what is stored
 */
export async function fillBoard(
  redisUrl: string,
  { project, board, entries }: { readonly project: string; readonly board: string; readonly entries: number },
): Promise<void> {
  const redis = new Redis(redisUrl);
  const keys = keysOf(project);
  const [entriesKey, scoresKey] = [
    keys.entries(`leaderboard:${board}`, 'all_time'),
    keys.scores(`leaderboard:${board}`, 'all_time'),
  ];
  for (let first = 1; first <= entries; first += AT_ONCE) {
    const sorted: (string | number)[] = [];
    const scores: string[] = [];
    for (let turn = first; turn < Math.min(first + AT_ONCE, entries + 1); turn += 1) {
      const score = (turn * 7919) % SCORES;
      sorted.push(-score, `${String(turn).padStart(13, '0')}filler-${turn}`);
      scores.push(`filler-${turn}`, `${score} ${turn}`);
    }
    await Promise.all([redis.zadd(entriesKey, ...sorted), redis.hset(scoresKey, ...scores)]);
  }
  await redis.hset(scoresKey, '', `${entries} ${SCORES} 0`);
  redis.disconnect();
}
