import type { Offset } from '../../contract/position.js';
import type { Publication } from '../../contract/publication.js';
import type { ReadView, Sink } from '../../hub/sink.js';
import type { Connection, Fault } from '../../transport/websocket/connection.js';
import { type ActiveFilter, activate } from './filter.js';
import { type ClientMessage, errorMessage, pageMessage, readMessage } from './messages.js';
import type { PhoenixBoard, Update } from './phoenix-board.js';

const FIRST_PAGE = { page: 1, page_size: 100 };

/** One client of a live board: what it is looking at and what it wants to hear. */
export class Session implements Sink {
  readonly playerId = undefined;
  readonly group: PhoenixBoard;
  readonly readView: ReadView;
  readonly connection: Connection;
  /** The window it asked for; undefined: whichever is current. */
  requested: string | undefined;
  /** Key of the window it looks at. */
  window: string;
  #page = FIRST_PAGE;
  #filter: ActiveFilter = activate({ type: 'none' }, FIRST_PAGE);

  constructor(connection: Connection, group: PhoenixBoard) {
    this.connection = connection;
    this.group = group;
    this.window = group.currentWindow();
    this.readView = () => group.readPage(this.window, this.#page);
  }

  receive(text: string): void {
    const message = readMessage(text);
    if (typeof message === 'string') this.connection.send(errorMessage(message));
    else if (message.type === 'configure') this.#configure(message);
    else this.#requestPage(message);
  }

  refuse(fault: Fault): void {
    this.connection.send(errorMessage(faults[fault]));
  }

  /** Sends the updates of one commit that it wants. */
  update(updates: readonly Update[]): void {
    for (const { move, frames } of updates) if (this.#filter.passes(move)) this.connection.write(frames());
  }

  /** Shows its page again: of another window, or after the board was edited. */
  refresh(): void {
    const { window } = this;
    const page = this.#page;
    this.group.request(window, page, (read, board) => {
      if (window === this.window)
        this.connection.send(pageMessage('snapshot', read, { board, window, ...page }));
    });
  }

  send(publication: Publication): void | Promise<void> {
    this.group.deliverTo(this, publication);
    if (this.connection.isBehind) return this.connection.whenReadable();
  }

  joined(at: Offset): void {
    this.group.join(this, at);
  }

  parted(): void {
    this.group.part(this);
  }

  resync(snapshot: unknown): void {
    // Made by `readView`.
    this.connection.send(String(snapshot));
  }

  ended(): void {
    this.connection.close(1008, 'the leaderboard is gone');
  }

  #configure({ page, page_size, filter, window_key }: Extract<ClientMessage, { type: 'configure' }>): void {
    if (window_key !== undefined) {
      const window = this.group.findWindow(window_key);
      if (window === undefined) {
        this.connection.send(errorMessage(`There is no window "${window_key}"`));
        return;
      }
      this.requested = window_key === 'current' ? undefined : window;
      this.window = window;
    }
    this.#page = { page: page ?? this.#page.page, page_size: page_size ?? this.#page.page_size };
    if (filter) this.#filter = activate(filter, this.#page);
    const settings = { ...this.#page, filter: this.#filter.settings, window_key: this.window };
    this.connection.send(JSON.stringify({ type: 'config_ack', ...settings }));
    if (filter || window_key !== undefined) this.refresh();
  }

  #requestPage({
    page,
    page_size = this.#page.page_size,
  }: Extract<ClientMessage, { type: 'request_page' }>): void {
    const { window } = this;
    this.group.request(window, { page, page_size }, (read, board) =>
      this.connection.send(pageMessage('page_data', read, { board, window, page, page_size })),
    );
  }
}

const faults: Readonly<Record<Fault, string>> = {
  binary: 'Messages are JSON text',
  too_large: 'The message is too large',
  too_many: 'Too many messages, slow down',
};
