import type { ProjectId } from '../../contract/ids.js';
import type { Offset, Position } from '../../contract/position.js';
import { NO_EVENT, type Publication } from '../../contract/publication.js';
import type { EndReason, Group, ReadView, Sink } from '../../hub/sink.js';
import { STREAM_EVENT } from './contract.js';
import { type KeyFilter, passes } from './filter.js';
import { parsePublication } from './latest.js';

/** Subscriptions that picked the same keys of a stream: what passes is found once for all of them. */
export class FilterGroup implements Group {
  readonly #filter: KeyFilter;
  readonly #members = new Set<Sink>();
  readonly #picked = new WeakMap<Publication, Publication>();
  readonly #onEmpty: () => void;

  constructor(filter: KeyFilter, onEmpty: () => void) {
    this.#filter = filter;
    this.#onEmpty = onEmpty;
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    const picked = this.pick(publication);
    for (const member of this.#members) void member.send(picked);
  }

  join(sink: Sink): void {
    this.#members.add(sink);
  }

  part(sink: Sink): void {
    if (this.#members.delete(sink) && this.#members.size === 0) this.#onEmpty();
  }

  /** The publication with gaps in the place of what does not pass, so that positions stay as they are. */
  pick(publication: Publication): Publication {
    let picked = this.#picked.get(publication);
    if (picked) return picked;
    const events = publication.events.map((event) => {
      const isPicked = event.name !== STREAM_EVENT || passes(this.#filter, parsePublication(event.json, ''));
      return isPicked ? event : NO_EVENT;
    });
    picked = { ...publication, events };
    this.#picked.set(publication, picked);
    return picked;
  }
}

export interface FilteredSinkParts {
  readonly transport: Sink;
  readonly group: FilterGroup;
  readonly readView: ReadView;
}

/** Stands before a transport's sink and lets through what passes a filter. */
export class FilteredSink implements Sink {
  readonly #transport: Sink;
  readonly group: FilterGroup;
  readonly readView: ReadView;

  constructor({ transport, group, readView }: FilteredSinkParts) {
    this.#transport = transport;
    this.group = group;
    this.readView = readView;
  }

  get playerId(): string | undefined {
    return this.#transport.playerId;
  }

  send(publication: Publication, afterIndex?: number): void | Promise<void> {
    return this.#transport.send(this.group.pick(publication), afterIndex);
  }

  countOf(publication: Publication, afterIndex = -1): number {
    const { events } = this.group.pick(publication);
    return events.filter((event, index) => index > afterIndex && event !== NO_EVENT).length;
  }

  joined(at: Offset): void {
    this.#transport.joined(at, 'alone');
    this.group.join(this.#transport);
  }

  parted(): void {
    this.group.part(this.#transport);
    this.#transport.parted();
  }

  resync(snapshot: unknown, position: Position): void {
    this.#transport.resync(snapshot, position);
  }

  ended(reason: EndReason): void {
    this.#transport.ended(reason);
  }
}
