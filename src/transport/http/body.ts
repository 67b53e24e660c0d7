import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError, invalid } from '../../contract/errors.js';

/** Deeper JSON is refused: code that walks it (rules, fingerprints, storage) recurses. */
const MAX_DEPTH = 64;

/** How much of a refused body is still read and dropped, so that its sender gets to read the answer; then the connection is cut. */
const MAX_DROPPED_BYTES = 16 * 1024 * 1024;

/**
 * Reads a request's JSON object; an absent body is an empty one.
 * @throws AppError VALIDATION_ERROR | PAYLOAD_TOO_LARGE
 */
export async function readJsonObject(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { headers } = request;
  if (headers['content-length'] === '0') return {};
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return {};
  if (!isJson(headers['content-type'])) throw badBody('send Content-Type: application/json');
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw badBody('a Content-Encoding is not accepted');
  }

  const bytes = await readBody(request, maxBytes);
  if (bytes.length === 0) return {};
  if (!isUtf8(bytes)) throw badBody('is not valid UTF-8');
  const value = parse(bytes.toString());
  if (!isObject(value)) throw badBody('must be a JSON object');
  if (isDeeperThan(MAX_DEPTH, value)) throw badBody(`is nested deeper than ${MAX_DEPTH} levels`);
  return value;
}

const badBody = (message: string): AppError => invalid({ field: 'body', message });

const isJson = (type: string | undefined): boolean =>
  type === 'application/json' || (type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badBody('is not valid JSON');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  // Parsed JSON: own properties only.
  for (const key in value) if (isDeeperThan(levels - 1, value[key as keyof typeof value])) return true;
  return false;
}

/** Collects a body. Not an async iterator, which costs several promises per chunk. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isTooLarge = false;
    const refuse = (): void => {
      isTooLarge = true;
      chunks.length = 0;
      reject(new AppError('PAYLOAD_TOO_LARGE', { message: `The body is larger than ${maxBytes} bytes` }));
    };

    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (isTooLarge) {
        if (length > maxBytes + MAX_DROPPED_BYTES) request.socket.destroy();
        return;
      }
      if (length > maxBytes) refuse();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    // The sender went away; nobody reads the answer.
    request.on('error', () => reject(badBody('ended early')));
    if (Number(request.headers['content-length']) > maxBytes) refuse();
  });
}
