import { AppError } from '../contract/errors.js';
import type { Position } from '../contract/position.js';
import { formatPosition } from '../contract/position.js';
import { streamChannel } from '../features/streams/access.js';
import type { Hub } from '../hub/hub.js';
import type { Opening, ReadView, Sink } from '../hub/sink.js';
import type { Connection, Fault, Receiver } from '../transport/websocket/connection.js';
import { MAX_MARKETS, MarketMessage } from './market-messages.js';
import { ALL_MARKETS, type MarketPicks, type MarketRoom } from './market-room.js';
import type { StreamDoor, Visitor } from './stream-door.js';

export interface MarketClientParts {
  readonly connection: Connection;
  readonly visitor: Visitor;
  readonly door: Pick<StreamDoor, 'readmit'>;
  readonly room: MarketRoom;
  readonly hub: Pick<Hub, 'open'>;
  /** Reads where the stream is; the feed shows no state to begin with. */
  readonly readView: ReadView;
}

const faults: Readonly<Record<Fault, string>> = {
  binary: 'Invalid JSON',
  too_large: 'Message too large',
  too_many: 'Too many messages',
};

/** One connection of the market feed: its set of markets, and where it stands in the stream. */
export class MarketClient implements Receiver, Sink, MarketPicks {
  readonly #parts: MarketClientParts;
  readonly markets = new Set<string>();
  matches: Set<string> | undefined;
  withPositions = false;
  #isJoined = false;
  #opening: Opening | undefined;
  /** Messages are answered in the order they came. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: MarketClientParts) {
    this.#parts = parts;
  }

  get outlet(): Connection {
    return this.#parts.connection;
  }

  get playerId(): string | undefined {
    return this.#parts.visitor.caller?.playerId;
  }

  get group(): MarketRoom {
    return this.#parts.room;
  }

  get readView(): ReadView {
    return this.#parts.readView;
  }

  text(text: string): void {
    const message = parse(text);
    const answer = () =>
      typeof message === 'string' ? this.#say({ type: 'error', message }) : this.#handle(message);
    this.#turn = this.#turn.then(answer).catch((error: unknown) => this.#sayError(error));
  }

  fault(fault: Fault): void {
    this.#say({ type: 'error', message: faults[fault] });
  }

  closed(): void {
    this.#opening?.close();
    this.parted();
  }

  send(...missed: Parameters<Sink['send']>): ReturnType<Sink['send']> {
    return this.#parts.room.send(this, ...missed);
  }

  joined(): void {
    this.#isJoined = true;
    this.#parts.room.join(this);
  }

  parted(): void {
    this.#isJoined = false;
    this.#parts.room.part(this);
  }

  resync(_snapshot: unknown, position: Position): void {
    this.#say({ type: 'error', message: 'Some messages were lost' });
    if (this.withPositions) this.#say({ type: 'resync', position: formatPosition(position) });
  }

  ended(): void {
    this.#parts.connection.close(1008, 'ended');
  }

  async #handle(message: MarketMessage): Promise<void> {
    if (message.type === 'ping') return this.#say({ type: 'pong' });
    const before = { markets: new Set(this.markets), matches: this.matches };
    const opens = 'since' in message || message.type.startsWith('subscribe');
    this.#pick(message);
    if (!opens || this.#opening) return this.#acknowledge();
    try {
      await this.#open('since' in message ? message.since : undefined);
    } catch (error) {
      this.#repick(() => this.#restore(before));
      throw error;
    }
  }

  /** Changes what was picked, and the room with it. */
  #pick(message: Exclude<MarketMessage, { type: 'ping' }>): void {
    if (message.type === 'subscribe') {
      const wanted = new Set([...this.markets, ...message.markets]);
      const matches = new Set([...(this.matches ?? []), ...(message.matches ?? []).map(String)]);
      if (wanted.size > MAX_MARKETS || matches.size > MAX_MARKETS) throw tooMany();
    }
    this.#repick(() => this.#apply(message));
  }

  #apply(message: Exclude<MarketMessage, { type: 'ping' }>): void {
    const { markets } = this;
    if (message.type === 'subscribe_all') markets.add(ALL_MARKETS);
    else if (message.type === 'unsubscribe_all') this.#restore({ markets: new Set(), matches: undefined });
    else if (message.type === 'subscribe') {
      for (const market of message.markets) markets.add(market);
      if (message.matches) this.matches = new Set([...(this.matches ?? []), ...message.matches.map(String)]);
    } else {
      for (const market of message.markets) markets.delete(market);
      for (const match of message.matches ?? []) this.matches?.delete(String(match));
      if (this.matches?.size === 0) this.matches = undefined;
    }
  }

  #restore({
    markets,
    matches,
  }: {
    readonly markets: ReadonlySet<string>;
    readonly matches: Set<string> | undefined;
  }) {
    this.markets.clear();
    for (const market of markets) this.markets.add(market);
    this.matches = matches;
  }

  #repick(change: () => void): void {
    if (this.#isJoined) this.#parts.room.part(this);
    change();
    if (this.#isJoined) this.#parts.room.join(this);
  }

  /** Begins to follow the stream; the acknowledgement comes between what was missed and what is live. */
  async #open(since: string | null | undefined): Promise<void> {
    const { hub, visitor, door, connection } = this.#parts;
    this.withPositions = since !== undefined;
    const { project, stream } = visitor;
    const resumed = since === undefined || since === null ? {} : { since };
    const opening = await hub.open({ project, channel: streamChannel(stream.id), sink: this, ...resumed });
    if (!connection.isOpen) return opening.close();
    this.#opening = opening;
    // It came in long ago, perhaps.
    await door.readmit(visitor).catch((error: unknown) => {
      this.#opening = undefined;
      opening.close();
      throw error;
    });
    const { position, recovered } = opening.answer;
    this.#acknowledge(this.withPositions ? { position, ...('since' in resumed && { recovered }) } : {});
    await opening.join();
  }

  #acknowledge(more: object = {}): void {
    const matches = this.matches && { matches: [...this.matches] };
    this.#say({ type: 'subscribed', markets: [...this.markets], ...matches, ...more });
  }

  #sayError(error: unknown): void {
    this.#say({ type: 'error', message: error instanceof AppError ? error.message : 'Try again' });
  }

  #say(message: object): void {
    this.#parts.connection.send(JSON.stringify(message));
  }
}

const tooMany = (): AppError =>
  new AppError('VALIDATION_ERROR', { message: `At most ${MAX_MARKETS} markets` });

/** The message, or why it is none. */
function parse(text: string): MarketMessage | string {
  try {
    const parsed = MarketMessage.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    if (issue?.path[0] === 'type' || issue?.path.length === 0) return 'Unknown message type';
    return `${issue?.path.join('.')}: ${issue?.message}`;
  } catch {
    return 'Invalid JSON';
  }
}
