/** Checks that all sockets of a room get its events in one and the same order, whatever that order is. */
export class CommonOrder {
  /** Deliveries that came at another place than on the socket that was first to have that many. */
  broken = 0;
  readonly #order: number[] = [];
  readonly #counts: number[] = [];

  note(socket: number, n: number): void {
    const place = this.#counts[socket] ?? 0;
    this.#counts[socket] = place + 1;
    if (place === this.#order.length) this.#order.push(n);
    else if (this.#order[place] !== n) this.broken += 1;
  }
}
