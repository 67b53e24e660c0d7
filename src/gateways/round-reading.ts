import type { Position } from '../contract/position.js';
import { decodePublication } from '../contract/publication.js';
import type { Channels } from '../engine/engine.js';
import { streamChannel } from '../features/streams/access.js';
import type { StreamPublication } from '../features/streams/contract.js';
import { readLatest } from '../features/streams/latest.js';
import { filterOf, isChosen, type RoundChoice } from './round-choice.js';
import type { Visitor } from './stream-door.js';
import { streamEventsOf } from './stream-events.js';

/** Games shown at most. */
const MAX_GAMES = 100;
/** Commits looked at for one page of history. */
const MAX_SCANNED = 20_000;
const PAGE = 500;

export interface LatestRounds {
  readonly position: Position;
  /** Of each game, the one that ended last at the end. */
  readonly latest: readonly StreamPublication[];
}

/** Reads the latest round of a game, or of each game of a type. */
export async function readLatestRounds(
  channels: Channels,
  { project, stream }: Visitor,
  choice: RoundChoice,
): Promise<LatestRounds> {
  const limit = choice.by === 'game' ? 1 : MAX_GAMES;
  const { position, values } = await readLatest(channels, {
    project,
    stream,
    filter: filterOf(choice),
    limit,
  });
  return { position, latest: newestPerGame(values) };
}

/** Reads which games have rounds, or are declared to have them. */
export async function listGames(channels: Channels, { project, stream }: Visitor): Promise<object[]> {
  const { values } = await readLatest(channels, { project, stream, limit: MAX_GAMES });
  const played = newestPerGame(values).map(({ keys, data, at }) => ({
    slug: keys?.game ?? '',
    type: keys?.type ?? null,
    last_round: data.round_id ?? null,
    last_update: at,
  }));
  const declared = stream.keys.find(({ name }) => name === 'game')?.values ?? [];
  const idle = declared.filter((game) => !played.some(({ slug }) => slug === game));
  const unplayed = idle.map((slug) => ({ slug, type: null, last_round: null, last_update: null }));
  return [...played.filter(({ slug }) => slug !== ''), ...unplayed].slice(0, MAX_GAMES);
}

export interface HistoryOrder {
  readonly choice: RoundChoice;
  readonly limit: number;
}

/** Reads the rounds the stream still keeps, newest first. */
export async function readRounds(
  channels: Channels,
  { project, stream }: Visitor,
  { choice, limit }: HistoryOrder,
): Promise<object[]> {
  const rounds: object[] = [];
  let before: number | undefined;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += PAGE) {
    const query = { limit: PAGE, ...(before === undefined ? {} : { before }) };
    const page = await channels.historyBefore(project, streamChannel(stream.id), query);
    for (const raw of page) {
      for (const event of streamEventsOf(decodePublication(raw)).toReversed()) {
        if (event && isChosen(choice, event) && rounds.push(event.data) === limit) return rounds;
      }
    }
    before = page.at(-1)?.offset;
    if (page.length < PAGE) break;
  }
  return rounds;
}

function newestPerGame(values: readonly StreamPublication[]): StreamPublication[] {
  const byGame = new Map<string, StreamPublication>();
  for (const value of values) {
    const game = value.keys?.game ?? '';
    byGame.delete(game);
    byGame.set(game, value);
  }
  return [...byGame.values()];
}
