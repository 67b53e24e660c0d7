import { AppError } from '../../contract/errors.js';
import type { Handlers } from '../../contract/operation.js';
import { decodeRankMoves } from '../../contract/rank-moves.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { mustNotBeBanned } from '../players/access.js';
import { profileChange } from '../players/profile-change.js';
import { newPlayer, type PlayerState, playerChannel, playerCodec } from '../players/state.js';
import { mustFindBoard } from './address.js';
import type { leaderboardOperations } from './contract.js';
import { countedBy } from './feeds.js';

import { shownRank } from './reading.js';
import { reasonToSkip, type SkipReason, scoreChange } from './rules.js';

type SubmitScore = Handlers<typeof leaderboardOperations>['submitScore'];

const closed: Readonly<Record<SkipReason, string>> = {
  inactive: 'The leaderboard is not active',
  window_not_open: 'The leaderboard has not begun',
  window_closed: 'The leaderboard has ended',
  no_segment: 'The leaderboard has no such ranking',
};

/** Counts a score outside of any event, in one commit with the player it may create or rename. */
export const submitScore =
  ({ transact, config, definitions }: Deps): SubmitScore =>
  async (input, context) => {
    const { leaderboardId, playerId, displayName } = input;
    const { caller, at } = context;
    const target = {
      project: caller.project,
      channel: playerChannel(playerId),
      codec: playerCodec,
      at,
      ...onceOf('submitScore', context, input),
    };
    const { ranks = [] } = await transact(target, (before: PlayerState | undefined, current) => {
      mustNotBeBanned(before);
      const board = mustFindBoard(current, leaderboardId);
      const scoring = { playerId, eventAt: at, at, lateMs: config.LATE_EVENT_SECONDS * 1000 };
      const reason = reasonToSkip(board, scoring);
      if (reason) throw new AppError('CONFLICT', { message: closed[reason], details: { reason } });

      const player = named(before ?? newPlayer(at), displayName, at);
      const counted = countedBy(board.definition, input);
      const score = { ...counted, report: true };
      const change = scoreChange(board, score, { ...scoring, displayName: player.displayName });
      return {
        events: [],
        result: {},
        others: [change],
        ...(player === before ? {} : { state: player, ...profileChange(before, player) }),
        ...(before ? {} : { listed: player.createdAt }),
      };
    });

    const [move] = decodeRankMoves(ranks[0] ?? '').moves;
    const { definition } = mustFindBoard(definitions.current(caller.project), leaderboardId);
    return {
      rank: shownRank(definition, move?.after),
      previousRank: shownRank(definition, move?.before),
      score: move?.after?.score ?? input.score,
    };
  };

function named(player: PlayerState, displayName: string | undefined, at: number): PlayerState {
  if (displayName === undefined || player.displayName === displayName) return player;
  return { ...player, displayName, updatedAt: at };
}
