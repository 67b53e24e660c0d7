import { AppError } from '../contract/errors.js';
import { Conflict, Unavailable } from '../engine/engine.js';
import type { Log } from '../observe.js';

/** The call an error belongs to. */
export interface FailedCall {
  readonly log: Log;
  readonly requestId: string;
}

/** What a client may know of any error: ours as it is, a store that is away as UNAVAILABLE, the rest logged and INTERNAL. */
export function toAppError(error: unknown, { log, requestId }: FailedCall): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Unavailable || error instanceof Conflict) {
    return new AppError('UNAVAILABLE', { cause: error });
  }
  log.error({ err: error, requestId }, 'unexpected error');
  return new AppError('INTERNAL', { cause: error });
}
