/** How long it is known when a player was last seen, ms. */
export const LAST_SEEN_TTL_MS = 90 * 24 * 3_600_000;
