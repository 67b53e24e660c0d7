import { DateTime } from 'luxon';

/**
 * The day an instant falls into, as `2025-11-18`; days compare as text.
 * @param at - Unix ms
 */
export const dayOf = (at: number, zone: string): string =>
  // Luxon costs microseconds, and UTC is what most projects use.
  zone === 'UTC' ? new Date(at).toISOString().slice(0, 10) : local(at, zone).toFormat('yyyy-MM-dd');

/**
 * The ISO week an instant falls into, as `2025-W47`; it starts on Monday, and weeks compare as text.
 * @param at - Unix ms
 */
export const weekOf = (at: number, zone: string): string => local(at, zone).toFormat("kkkk-'W'WW");

const local = (at: number, zone: string): DateTime => DateTime.fromMillis(at, { zone, locale: 'en-US' });
