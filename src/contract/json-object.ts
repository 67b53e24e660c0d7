import { z } from 'zod';

const MAX_JSON_BYTES = 16_384;
const MAX_JSON_DEPTH = 10;

/** Free-form values a client attaches; keys mean nothing to the server. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a client's own fields: at most 16 KiB as JSON and 10 levels deep. */
export const JsonObject = z
  .record(z.string(), z.unknown())
  .refine((value) => isShallow(value, MAX_JSON_DEPTH), {
    message: `must not nest deeper than ${MAX_JSON_DEPTH} levels`,
    // Measuring the size recurses, which an endlessly nested value must not get to.
    abort: true,
  })
  .refine(isSmall, `must not be larger than ${MAX_JSON_BYTES} bytes as JSON`)
  .meta({
    description: `Any fields, at most ${MAX_JSON_BYTES} bytes as JSON, ${MAX_JSON_DEPTH} levels deep`,
  });

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const part of Object.values(value)) if (!isShallow(part, levels - 1)) return false;
  return true;
}

function isSmall(value: object): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= MAX_JSON_BYTES;
}
