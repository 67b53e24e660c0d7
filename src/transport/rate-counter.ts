import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How a count stands after one more. */
export interface Count {
  readonly isOver: boolean;
  readonly remaining: number;
  /** Until the window ends. */
  readonly msLeft: number;
}

/** Counts per id in windows of one minute. */
export interface Counter {
  readonly points: number;
  /** Never rejects; a store and an insurance that both fail count nothing. */
  count(id: string): Promise<Count>;
}

export interface CounterParts {
  readonly name: string;
  /** Allowed per minute and id. */
  readonly points: number;
  readonly limiterClient: object | undefined;
}

/** Counts in Redis when there is a client, and in memory when there is none or it fails. */
export function createCounter({ name, points, limiterClient }: CounterParts): Counter {
  const window = { points, duration: 60, keyPrefix: `fanfare:limit:${name}` };
  const insurance = new RateLimiterMemory(window);
  const limiter = limiterClient
    ? new RateLimiterRedis({
        ...window,
        storeClient: limiterClient,
        insuranceLimiter: insurance,
        rejectIfRedisNotReady: true,
        // Who is over the limit already is refused without asking the store again.
        inMemoryBlockOnConsumed: points + 1,
      })
    : insurance;

  return {
    points,
    async count(id) {
      try {
        const { remainingPoints, msBeforeNext } = await limiter.consume(id);
        return { isOver: false, remaining: remainingPoints, msLeft: msBeforeNext };
      } catch (refusal) {
        // The library rejects with a plain result when over the limit, and with an Error when something broke.
        if (!(refusal instanceof RateLimiterRes)) return { isOver: false, remaining: points, msLeft: 0 };
        return { isOver: true, remaining: 0, msLeft: refusal.msBeforeNext };
      }
    },
  };
}
