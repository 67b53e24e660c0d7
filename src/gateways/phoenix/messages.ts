import { z } from 'zod';
import type { RankMove } from '../../contract/rank-moves.js';
import type { RankPage } from '../../engine/ranks.js';
import type { Board } from '../../features/leaderboards/address.js';
import { rankingsOf, shownRank } from '../../features/leaderboards/reading.js';
import { Filter, Page, PageSize } from './filter.js';

/** What clients say. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('configure'),
    page: Page.optional(),
    page_size: PageSize.optional(),
    filter: Filter.optional(),
    window_key: z.string().max(64).optional(),
  }),
  z.object({ type: z.literal('request_page'), page: Page, page_size: PageSize.optional() }),
]);
export type ClientMessage = z.output<typeof ClientMessage>;

/**
 * Reads a message.
 * @returns the message, or what is wrong with it
 */
export function readMessage(text: string): ClientMessage | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'Invalid JSON';
  }
  const parsed = ClientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  return place ? `${place}: ${issue?.message}` : (issue?.message ?? 'Invalid message');
}

export interface PageOf {
  readonly page: number;
  readonly page_size: number;
}

/** A page of a window, as a first state or as the answer to a request. */
export function pageMessage(
  type: 'snapshot' | 'page_data',
  { rows, total }: RankPage,
  { board, window, page, page_size }: PageOf & { readonly board: Board; readonly window: string },
): string {
  const entries = rankingsOf({ rows, total }).map(({ rank, playerId, score, displayName }) => ({
    rank,
    user_id: playerId,
    score,
    ...(displayName === null ? {} : { display_name: displayName }),
  }));
  const total_pages = Math.ceil(total / page_size);
  const { address: leaderboard_id } = board;
  return JSON.stringify({
    type,
    leaderboard_id,
    window_key: window,
    entries,
    total,
    page,
    page_size,
    total_pages,
  });
}

/** One changed score; undefined when the entry was taken out. The rank is left out when it is not shown. */
export function scoreUpdate({ definition }: Board, { playerId, after }: RankMove): string | undefined {
  if (!after) return undefined;
  const rank = shownRank(definition, after);
  const new_rank = rank === null ? {} : { new_rank: rank };
  return JSON.stringify({ type: 'score_update', user_id: playerId, new_score: after.score, ...new_rank });
}

/** A move as clients see it: without ranks that are not shown. */
export function shownMove({ definition }: Board, { playerId, before, after }: RankMove): RankMove {
  const shown = (standing: RankMove['after']) =>
    standing?.rank !== undefined && shownRank(definition, standing) === null ? undefined : standing;
  return { playerId, before: shown(before), after: shown(after) };
}

export const errorMessage = (message: string): string => JSON.stringify({ type: 'error', message });
