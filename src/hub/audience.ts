import type { ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import type { Publication } from '../contract/publication.js';
import { type Group, isEvicted, mayReceive, type Sink } from './sink.js';

/** A sink and where it stands with its feed. */
export interface Seat {
  readonly sink: Sink;
  state: 'catching up' | 'joined' | 'closed';
}

/** The sinks of one feed; those that joined get each publication, groups of them by one broadcast. */
export class Audience {
  readonly #project: ProjectId;
  readonly #seats = new Set<Seat>();
  /** Joined sinks per group. */
  readonly #groups = new Map<Group, number>();

  constructor(project: ProjectId) {
    this.#project = project;
  }

  get isEmpty(): boolean {
    return this.#seats.size === 0;
  }

  take(sink: Sink): Seat {
    const seat: Seat = { sink, state: 'catching up' };
    this.#seats.add(seat);
    return seat;
  }

  join(seat: Seat, at: Offset): void {
    seat.state = 'joined';
    const { group } = seat.sink;
    if (group) this.#groups.set(group, (this.#groups.get(group) ?? 0) + 1);
    seat.sink.joined(at);
  }

  leave(seat: Seat): void {
    if (seat.state === 'joined') this.#part(seat);
    seat.state = 'closed';
    this.#seats.delete(seat);
  }

  /** Ends a subscription whose player was put out of the channel. */
  evict(seat: Seat): void {
    this.leave(seat);
    seat.sink.ended('evicted');
  }

  /** Takes all joined sinks back to catching up; returns them. */
  partAll(): Seat[] {
    const joined = [...this.#seats].filter(({ state }) => state === 'joined');
    for (const seat of joined) this.#part(seat);
    return joined;
  }

  deliver(publication: Publication): void {
    if (publication.only) this.#sendOnly(publication, publication.only);
    else this.#sendAll(publication);
    if (!publication.evict && !publication.stay) return;
    for (const seat of [...this.#seats]) {
      if (seat.state === 'joined' && isEvicted(seat.sink, publication)) this.evict(seat);
    }
  }

  #sendAll(publication: Publication): void {
    let served = 0;
    for (const [group, joined] of this.#groups) {
      group.broadcast(this.#project, publication);
      served += joined;
    }
    if (served === this.#seats.size) return;
    for (const { sink, state } of this.#seats) {
      if (state === 'joined' && !sink.group) void sink.send(publication);
    }
  }

  #sendOnly(publication: Publication, only: readonly string[]): void {
    for (const { sink, state } of this.#seats) {
      if (state === 'joined' && mayReceive(sink, only)) void sink.send(publication);
    }
  }

  #part(seat: Seat): void {
    seat.state = 'catching up';
    const { group } = seat.sink;
    if (group) {
      const rest = (this.#groups.get(group) ?? 0) - 1;
      if (rest > 0) this.#groups.set(group, rest);
      else this.#groups.delete(group);
    }
    seat.sink.parted();
  }
}
