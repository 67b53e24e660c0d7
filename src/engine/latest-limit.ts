/** Keys of one channel whose latest value is kept; the one replaced longest ago goes first. */
export const LATEST_KEYS = 10_000;
