import { z } from 'zod';
import { type ErrorCode, errors } from '../../contract/errors.js';
import type { Operation } from '../../contract/operation.js';

/** Every failed call's body. */
export const ErrorEnvelope = z
  .object({
    error: z.object({
      // The table's keys are its codes.
      code: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z
        .unknown()
        .optional()
        .describe('VALIDATION_ERROR: [{field,message}]; RATE_LIMITED: {limit,window,retryAfter}'),
      requestId: z.string(),
      timestamp: z.iso.datetime(),
    }),
  })
  .meta({ id: 'Error' });

/** The codes an operation can answer with over HTTP, by status. */
export function errorsByStatus(operation: Operation, hasBody: boolean): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>(['VALIDATION_ERROR', 'UNAUTHORIZED', 'INVALID_API_KEY', 'FORBIDDEN']);
  if (operation.caller !== 'key') codes.add('TOKEN_EXPIRED');
  if (hasBody) codes.add('PAYLOAD_TOO_LARGE');
  for (const code of operation.errors ?? []) codes.add(code);
  for (const code of ['RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE'] as const) codes.add(code);

  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errors[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].toSorted(([one], [other]) => one - other));
}
