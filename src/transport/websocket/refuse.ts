import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '../../contract/errors.js';

/** Answers a request for an upgrade over plain HTTP instead, with the envelope of all errors, and ends its connection. */
export function refuseUpgrade(socket: Duplex, error: AppError, requestId: string): void {
  const { status, code, message, details, retryAfterMs } = error;
  const timestamp = new Date().toISOString();
  const body = JSON.stringify({ error: { code, message, details, requestId, timestamp } });
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.max(1, Math.ceil(retryAfterMs / 1000))}`]),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
