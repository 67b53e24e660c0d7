import { z } from 'zod';

const withSeconds = z.regexes.datetime({ offset: true }).source;
// As many languages write a full minute.
const toTheMinute = z.regexes.datetime({ offset: true, precision: -1 }).source;

/** An instant as text: ISO 8601 with zone or offset. */
export const isoInstant = (error = 'must be ISO 8601 with zone') =>
  z.string().regex(new RegExp(`${withSeconds}|${toTheMinute}`), error);
