import { z } from 'zod';
import { PositionText } from '../contract/position.js';

/** Keys of one connection at most. */
export const MAX_MARKETS = 1_000;

const market = z.string().min(1).max(128);
const markets = z.array(market).max(MAX_MARKETS);
const matches = z.array(z.union([z.string().min(1).max(128), z.number()])).max(MAX_MARKETS);
const since = PositionText.nullable().optional();

/** What a client of the market feed may say. `matches` and `since` are additions to the original protocol. */
export const MarketMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    markets: markets.default([]),
    matches: matches.optional(),
    since,
  }),
  z.object({ type: z.literal('unsubscribe'), markets: markets.default([]), matches: matches.optional() }),
  z.object({ type: z.literal('subscribe_all'), since }),
  z.object({ type: z.literal('unsubscribe_all') }),
  z.object({ type: z.literal('ping') }),
]);
export type MarketMessage = z.output<typeof MarketMessage>;
