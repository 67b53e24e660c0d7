import { z } from 'zod';
import { PlayerId } from '../../contract/ids.js';
import type { RankMove } from '../../contract/rank-moves.js';
import { type Band, bandOf, concerns, MAX_ROWS } from '../../features/leaderboards/view.js';

const Count = z.number().int().min(1).max(1_000_000_000);

export const PageSize = z.number().int().min(1).max(MAX_ROWS);
export const Page = Count;

/** Which score updates a client wants. */
export const Filter = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('page_range'), page: Page.optional(), page_size: PageSize.optional() }),
  z.object({
    type: z.literal('page_aware'),
    page: Page.optional(),
    page_size: PageSize.optional(),
    buffer_size: z.number().int().min(0).max(100_000).optional(),
  }),
  z.object({ type: z.literal('top_n'), n: Count }),
  z.object({ type: z.literal('user_ids'), user_ids: z.array(PlayerId).max(1000) }),
  z
    .object({ type: z.literal('rank_range'), min_rank: Count, max_rank: Count })
    .refine(({ min_rank, max_rank }) => min_rank <= max_rank, 'min_rank must not be above max_rank'),
]);
export type Filter = z.output<typeof Filter>;

/** Decides about one score update. */
export type Passes = (move: RankMove) => boolean;

/** A filter with what its parameters default to, and what it lets through. */
export interface ActiveFilter {
  readonly settings: Filter;
  readonly passes: Passes;
}

/** @param config - what the filters by page default to */
export function activate(
  filter: Filter,
  config: { readonly page: number; readonly page_size: number },
): ActiveFilter {
  switch (filter.type) {
    case 'none':
      return { settings: filter, passes: () => true };
    case 'user_ids': {
      const wanted = new Set(filter.user_ids);
      return { settings: filter, passes: ({ playerId }) => wanted.has(playerId) };
    }
    case 'page_range': {
      const { type, page = config.page, page_size = config.page_size } = filter;
      return inBand({ type, page, page_size }, pageBand(page, page_size));
    }
    case 'page_aware': {
      const { type, page = config.page, page_size = config.page_size, buffer_size = page_size } = filter;
      const { from, to } = pageBand(page, page_size);
      const band = { from: from - buffer_size, to: to + buffer_size };
      return inBand({ type, page, page_size, buffer_size }, band);
    }
    case 'top_n':
      return inBand(filter, { from: 1, to: filter.n });
    case 'rank_range':
      return inBand(filter, { from: filter.min_rank, to: filter.max_rank });
  }
}

/** An update that takes a player out of the band passes, too: a client could not drop the player otherwise. */
const inBand = (settings: Filter, band: Band): ActiveFilter => ({
  settings,
  passes: (move) => concerns(band, move),
});

const pageBand = (page: number, size: number): Band => bandOf({ page, size }) ?? { from: 1, to: size };
