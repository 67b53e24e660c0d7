import type { Redis } from 'ioredis';

const script = `
redis.call('HINCRBY', KEYS[1], 'xp', 5)
redis.call('ZINCRBY', KEYS[2], 5, ARGV[1])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 100, '*', 'e', ARGV[2])
redis.call('PUBLISH', KEYS[4], ARGV[2])
return 1`;

// As large as the `xp_updated` of one tracked event.
const payload = JSON.stringify({
  playerId: 'player-1000',
  xp: 500,
  delta: 5,
  level: 1,
  text: 'x'.repeat(150),
});

/** The least Redis work that keeps a score, a rank and a history and tells others: what a commit's cost is held against. */
export function bareEvent(redis: Redis): (player: string) => Promise<unknown> {
  redis.defineCommand('storeBareEvent', { numberOfKeys: 4, lua: script });
  // defineCommand adds the method at run time only.
  const { storeBareEvent } = redis as unknown as { storeBareEvent: (...args: string[]) => Promise<unknown> };
  return (player) =>
    storeBareEvent.call(
      redis,
      `bare:${player}`,
      'bare:ranks',
      `bare:log:${player}`,
      `bare:live:${player}`,
      player,
      payload,
    );
}
