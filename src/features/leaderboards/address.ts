import { AppError } from '../../contract/errors.js';
import { type ChannelName, channelName, parseChannelName } from '../../contract/ids.js';
import type { Definitions } from '../definitions/compile.js';
import { LeaderboardAddress } from './address-contract.js';
import type { LeaderboardDefinition } from './definition.js';
import { type Windows, windowsOf } from './windows.js';

/** One ranking: a board, or one segment of it. */
export interface Board {
  readonly definition: LeaderboardDefinition;
  /** Its name in requests and events. */
  readonly address: string;
  readonly channel: ChannelName;
  readonly windows: Windows;
  /** Of the project; the board may name another. */
  readonly zone: string;
}

/**
 * The ranking an address names.
 * @throws AppError LEADERBOARD_NOT_FOUND, also for a segmented board without and an unsegmented one with a segment
 */
export function mustFindBoard({ leaderboards, project }: Definitions, address: string): Board {
  // An id never contains @, a segment's value may.
  const at = address.indexOf('@');
  const definition = leaderboards.get(at < 0 ? address : address.slice(0, at));
  if (!definition) throw new AppError('LEADERBOARD_NOT_FOUND');
  if (definition.segment !== undefined && (at < 0 || at === address.length - 1)) {
    throw new AppError('LEADERBOARD_NOT_FOUND', {
      message: `This board has one ranking per ${definition.segment}: ask for ${definition.id}@<value>`,
    });
  }
  if (definition.segment === undefined && at >= 0) throw new AppError('LEADERBOARD_NOT_FOUND');
  return boardAt(definition, address, project.timeZone);
}

/** The ranking of a board's segment, or of the board itself; undefined when the value cannot be part of an address. */
export function segmentOf(
  definition: LeaderboardDefinition,
  value: string | undefined,
  projectZone: string,
): Board | undefined {
  if (definition.segment === undefined) return boardAt(definition, definition.id, projectZone);
  const address = `${definition.id}@${value ?? ''}`;
  const isFit = value !== undefined && value !== '' && LeaderboardAddress.safeParse(address).success;
  return isFit ? boardAt(definition, address, projectZone) : undefined;
}

/** Whether two versions of a board count and show the same. */
export function isSameBoard(one: Board, other: Board): boolean {
  if (one.definition === other.definition && one.windows === other.windows) return true;
  return one.zone === other.zone && JSON.stringify(one.definition) === JSON.stringify(other.definition);
}

/** Whether a channel is a ranking of the board. */
export function isRankingOf(channel: ChannelName, boardId: string): boolean {
  const id = parseChannelName(channel)?.id ?? '';
  return id === boardId || id.startsWith(`${boardId}@`);
}

const boardAt = (definition: LeaderboardDefinition, address: string, projectZone: string): Board => ({
  definition,
  address,
  channel: channelName('leaderboard', address),
  windows: windowsOf(definition, projectZone),
  zone: projectZone,
});
