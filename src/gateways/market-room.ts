import type { ProjectId } from '../contract/ids.js';
import type { Publication } from '../contract/publication.js';
import type { StreamPublication } from '../features/streams/contract.js';
import type { Group } from '../hub/sink.js';
import type { Metrics } from '../observe.js';
import type { Outlet } from '../transport/outlet.js';
import { textFrames } from '../transport/websocket/text-frames.js';
import { streamEventsOf } from './stream-events.js';

/** Stands for every market. */
export const ALL_MARKETS = '*';

/** What one connection picked of the feed. */
export interface MarketPicks {
  readonly outlet: Outlet;
  readonly markets: ReadonlySet<string>;
  /** Matches whose messages it wants; undefined: those of all. */
  readonly matches: ReadonlySet<string> | undefined;
  /** Whether its messages carry their position. */
  readonly withPositions: boolean;
}

/** All connections of the feed, found by market, so that a message costs what its receivers cost. */
export class MarketRoom implements Group {
  readonly #metrics: Pick<Metrics, 'deliveries'>;
  readonly #byMarket = new Map<string, Set<MarketPicks>>();
  /** Those with any subscription. */
  readonly #all = new Set<MarketPicks>();

  constructor(metrics: Pick<Metrics, 'deliveries'>) {
    this.#metrics = metrics;
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    for (const event of streamEventsOf(publication)) {
      if (!event) continue;
      const message = new Message(event);
      for (const picks of this.#receivers(event)) this.#write(picks, message);
    }
  }

  /** Sends one connection what it picked of a publication it missed. */
  send(picks: MarketPicks, publication: Publication, afterIndex?: number): void | Promise<void> {
    for (const event of streamEventsOf(publication, afterIndex)) {
      if (event && wants(picks, event)) picks.outlet.writeOwn(new Message(event).frames(picks.withPositions));
    }
    if (picks.outlet.isBehind) return picks.outlet.whenReadable();
  }

  join(picks: MarketPicks): void {
    if (picks.markets.size > 0 || picks.matches) this.#all.add(picks);
    for (const market of picks.markets) {
      const members = this.#byMarket.get(market);
      if (members) members.add(picks);
      else this.#byMarket.set(market, new Set([picks]));
    }
  }

  part(picks: MarketPicks): void {
    this.#all.delete(picks);
    for (const market of picks.markets) {
      const members = this.#byMarket.get(market);
      if (members?.delete(picks) && members.size === 0) this.#byMarket.delete(market);
    }
  }

  *#receivers(event: StreamPublication): Generator<MarketPicks> {
    const market = marketOf(event);
    if (market === undefined) {
      for (const picks of this.#all) if (wants(picks, event)) yield picks;
      return;
    }
    yield* this.#byMarket.get(ALL_MARKETS) ?? [];
    for (const picks of this.#byMarket.get(market) ?? []) {
      if (!picks.markets.has(ALL_MARKETS)) yield picks;
    }
  }

  #write({ outlet, withPositions }: MarketPicks, message: Message): void {
    this.#metrics.deliveries.inc();
    outlet.write(message.frames(withPositions));
  }
}

/** Undefined for what goes to everybody with a subscription. */
const marketOf = ({ keys, broadcast }: StreamPublication): string | undefined =>
  broadcast ? undefined : keys?.market;

function wants({ markets, matches }: MarketPicks, event: StreamPublication): boolean {
  const market = marketOf(event);
  if (market !== undefined) return markets.has(market) || markets.has(ALL_MARKETS);
  if (markets.size === 0 && !matches) return false;
  const { matchId } = event.data;
  return !matches || matchId === undefined || matches.has(String(matchId));
}

/** A publication as the feed's clients know it, encoded when the first of them needs it. */
class Message {
  readonly #event: StreamPublication;
  #plain: Buffer | undefined;
  #positioned: Buffer | undefined;

  constructor(event: StreamPublication) {
    this.#event = event;
  }

  frames(withPosition: boolean): Buffer {
    if (withPosition) {
      this.#positioned ??= this.#encode({ position: this.#event.position });
      return this.#positioned;
    }
    this.#plain ??= this.#encode({});
    return this.#plain;
  }

  #encode(more: object): Buffer {
    const { type, keys, data } = this.#event;
    const message = { type, ...keys, ...data, ...more };
    // Not even its own data may say that a message is of another type.
    message.type = type;
    return textFrames([JSON.stringify(message)]);
  }
}
