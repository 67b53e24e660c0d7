import { type ClientErrorCode, FanfareError } from './client-error.js';

interface Failure {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** What the server answers to a command. */
export type Acknowledgement<Body = object> =
  | ({ readonly ok: true } & Body)
  | { readonly ok: false; readonly error: Failure };

export const errorOf = ({ code, message, retryAfterMs }: Failure): FanfareError =>
  new FanfareError(code, message, { retryAfterMs });

const passing: readonly ClientErrorCode[] = ['RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'];

/** Whether the same request may work later. */
export const isPassing = ({ code }: Pick<FanfareError, 'code'>): boolean => passing.includes(code);
