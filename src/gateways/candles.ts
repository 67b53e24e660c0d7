import { invalid } from '../contract/errors.js';
import type { ProjectId } from '../contract/ids.js';
import { decodePublication } from '../contract/publication.js';
import type { Channels } from '../engine/engine.js';
import { streamChannel } from '../features/streams/access.js';
import type { StreamDefinition } from '../features/streams/definition.js';
import { streamEventsOf } from './stream-events.js';

/** One bar of a market's price. */
export interface Candle {
  /** Unix seconds at which the bar begins. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const timeframes: ReadonlyMap<string, number> = new Map([
  ['1m', 60],
  ['1H', 3_600],
  ['4H', 14_400],
  ['1D', 86_400],
]);

/** @throws AppError VALIDATION_ERROR */
export function secondsOf(timeframe: string): number {
  const seconds = timeframes.get(timeframe);
  if (seconds === undefined) throw invalid({ field: 'timeframe', message: 'must be 1m, 1H, 4H or 1D' });
  return seconds;
}

export interface CandleOrder {
  readonly project: ProjectId;
  readonly stream: StreamDefinition;
  readonly market: string;
  /** Length of a bar. */
  readonly seconds: number;
  /** Newest bars at most. */
  readonly limit: number;
}

/** Commits looked at for one answer; what lies behind them is not shown. */
const MAX_SCANNED = 20_000;
const PAGE = 1_000;

/** Builds bars, oldest first, from the `candle_update` publications the stream still keeps. */
export async function readCandles(channels: Channels, order: CandleOrder): Promise<Candle[]> {
  const bars = new Map<number, Bar>();
  let before: number | undefined;
  for (let scanned = 0; scanned < MAX_SCANNED && bars.size <= order.limit; scanned += PAGE) {
    const query = { limit: PAGE, ...(before === undefined ? {} : { before }) };
    const page = await channels.historyBefore(order.project, streamChannel(order.stream.id), query);
    for (const raw of page) {
      for (const event of streamEventsOf(decodePublication(raw)).toReversed()) {
        if (event?.type !== 'candle_update' || event.keys?.market !== order.market) continue;
        const { price, time = event.at / 1000 } = event.data;
        if (typeof price === 'number' && typeof time === 'number')
          addTick(bars, order.seconds, { price, time });
      }
    }
    before = page.at(-1)?.offset;
    if (page.length < PAGE) break;
  }
  const sorted = [...bars].sort(([a], [b]) => a - b).slice(-order.limit);
  return sorted.map(([time, { open, high, low, close }]) => ({ time, open, high, low, close }));
}

interface Bar extends Omit<Candle, 'time'> {
  readonly openedAt: number;
  readonly closedAt: number;
}

/** Ticks come newest first: of those at the same time the first one met closes a bar, the last one met opens it. */
function addTick(
  bars: Map<number, Bar>,
  seconds: number,
  { price, time }: { price: number; time: number },
): void {
  const start = Math.floor(time / seconds) * seconds;
  const bar = bars.get(start);
  if (!bar) {
    bars.set(start, { open: price, high: price, low: price, close: price, openedAt: time, closedAt: time });
    return;
  }
  bars.set(start, {
    open: time <= bar.openedAt ? price : bar.open,
    openedAt: Math.min(time, bar.openedAt),
    close: time > bar.closedAt ? price : bar.close,
    closedAt: Math.max(time, bar.closedAt),
    high: Math.max(price, bar.high),
    low: Math.min(price, bar.low),
  });
}
