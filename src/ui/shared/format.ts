/** Numbers as people read them. */
export const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** A time of day; Unix ms. */
export const timeOf = (at: number): string => new Date(at).toLocaleTimeString('en', { hour12: false });

/** Minutes and seconds; ms. */
export function minutes(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
