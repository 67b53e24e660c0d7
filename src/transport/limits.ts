import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Config } from '../config.js';
import type { KeyCaller, PlayerCaller } from '../contract/caller.js';
import { AppError } from '../contract/errors.js';
import type { Quota } from '../contract/quota.js';
import type { Observe } from '../observe.js';
import { isLoopback } from './client-address.js';
import { type Counter, createCounter } from './rate-counter.js';

/** The rate limits of REST and of connecting. A store that fails never refuses a call: then each node counts for itself. */
export interface Limits {
  /**
   * Counts a call of a caller who has a limit; undefined for one who has none.
   * @throws AppError RATE_LIMITED
   */
  countCall(caller: KeyCaller | PlayerCaller): Promise<Quota> | undefined;
  /**
   * Refuses an address with too many refused credentials; costs nothing while there is none.
   * @throws AppError RATE_LIMITED
   */
  checkAddress(address: string): void;
  /** Whether `checkAddress` can refuse anyone now, so that callers need not work out the address. */
  refusesSomeone(): boolean;
  /**
   * Counts a refused credential.
   * @throws AppError RATE_LIMITED from the first one over the limit
   */
  countFailure(address: string): Promise<void>;
  /** Counts a new connection; whether it may go on. */
  countConnect(address: string): Promise<boolean>;
}

export interface LimitParts {
  readonly config: Config;
  readonly observe: Observe;
  /** Shares the counts between nodes; a client that fails at once instead of queueing. Absent: each node counts for itself. */
  readonly limiterClient?: object | undefined;
}

/** At most this many refused addresses are remembered; older ones are still refused by the counting itself. */
const MAX_REFUSED = 10_000;

/** Fixed windows of one minute (connects: one second), counted in Redis when there is a client for it. */
export function createLimits({ config, observe, limiterClient }: LimitParts): Limits {
  const perMinute = (name: string, points: number) => createCounter({ name, points, limiterClient });
  const players = perMinute('player', config.PLAYER_REQUESTS_PER_MINUTE);
  const failures = perMinute('address', config.FAILED_AUTH_PER_MINUTE_PER_IP);
  const keys = new Map<number, Counter>();
  const connects = new RateLimiterMemory({ points: config.CONNECTS_PER_SECOND_PER_IP, duration: 1 });
  const refusedUntil = new Map<string, number>();

  const keysWith = (points: number): Counter => {
    const known = keys.get(points);
    if (known) return known;
    const counter = perMinute(`key${points}`, points);
    keys.set(points, counter);
    return counter;
  };

  const refuse = (limit: string, points: number, msLeft: number): AppError => {
    observe.metrics.rateLimited.inc({ limit });
    return rateLimited(points, msLeft);
  };

  const count = async (counter: Counter, name: string, id: string): Promise<Quota> => {
    const { isOver, remaining, msLeft } = await counter.count(id);
    if (isOver) throw refuse(name, counter.points, msLeft);
    return quotaOf(counter.points, remaining, msLeft);
  };

  return {
    countCall(caller) {
      if (caller.kind === 'player') return count(players, 'player', `${caller.project}|${caller.playerId}`);
      if (caller.requestsPerMinute === undefined) return undefined;
      return count(keysWith(caller.requestsPerMinute), 'key', caller.keyId);
    },

    refusesSomeone: () => refusedUntil.size > 0,

    checkAddress(address) {
      const until = refusedUntil.get(address);
      if (until === undefined) return;
      const msLeft = until - Date.now();
      if (msLeft > 0) throw refuse('address', failures.points, msLeft);
      refusedUntil.delete(address);
    },

    async countFailure(address) {
      const { isOver, msLeft } = await failures.count(address);
      if (!isOver) return;
      if (refusedUntil.size >= MAX_REFUSED) refusedUntil.clear();
      refusedUntil.set(address, Date.now() + msLeft);
      throw refuse('address', failures.points, msLeft);
    },

    async countConnect(address) {
      if (!config.production && isLoopback(address)) return true;
      try {
        await connects.consume(address);
        return true;
      } catch {
        observe.metrics.rateLimited.inc({ limit: 'connect' });
        return false;
      }
    },
  };
}

const quotaOf = (limit: number, remaining: number, msLeft: number): Quota => ({
  limit,
  remaining,
  resetsAt: Math.ceil((Date.now() + msLeft) / 1000),
});

function rateLimited(limit: number, msLeft: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(msLeft / 1000));
  return new AppError('RATE_LIMITED', {
    message: `At most ${limit} a minute, try again in ${retryAfter} s`,
    details: { limit, window: '1 minute', retryAfter },
    retryAfterMs: msLeft,
    quota: quotaOf(limit, 0, msLeft),
  });
}
