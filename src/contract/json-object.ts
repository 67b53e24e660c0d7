import { z } from 'zod';

/** Free-form values a client attaches; keys mean nothing to the server. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonObjectLimits {
  readonly bytes: number;
  readonly depth: number;
}

/** An object of a client's own fields, no larger as JSON and no deeper than the limits. */
export const jsonObject = ({ bytes, depth }: JsonObjectLimits) =>
  z
    .record(z.string(), z.unknown())
    .refine((value) => isShallow(value, depth), {
      message: `must not nest deeper than ${depth} levels`,
      // Measuring the size recurses, which an endlessly nested value must not get to.
      abort: true,
    })
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= bytes, {
      message: `must not be larger than ${bytes} bytes as JSON`,
    })
    .meta({ description: `Any fields, at most ${bytes} bytes as JSON, ${depth} levels deep` });

/** An object of a client's own fields: at most 16 KiB as JSON and 10 levels deep. */
export const JsonObject = jsonObject({ bytes: 16_384, depth: 10 });

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const part of Object.values(value)) if (!isShallow(part, levels - 1)) return false;
  return true;
}
