import { isUtf8 } from 'node:buffer';
import { createDelta } from 'fossil-delta';

/**
 * The difference between two texts in Fossil's format, or undefined when it is not smaller than the new text or cannot be
 * written as text.
 * @see https://fossil-scm.org/home/doc/tip/www/delta_format.wiki
 */
export function textDelta(before: string, after: string): string | undefined {
  const [source, target] = [Buffer.from(before), Buffer.from(after)];
  const delta = createDelta(new Uint8Array(source), new Uint8Array(target));
  // It works on bytes, and a character cut in half would not survive as text.
  if (delta.length >= target.length || !isUtf8(delta)) return undefined;
  return Buffer.from(delta).toString();
}
