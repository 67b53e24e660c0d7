import type { Offset } from '../../../contract/position.js';
import type { Publication } from '../../../contract/publication.js';
import type { RankPages, RankQuery } from '../../../engine/ranks.js';

export interface InStepParts {
  readonly read: (queries: readonly RankQuery[]) => Promise<RankPages>;
  /** Takes a publication once everything before it was taken. */
  readonly deliver: (publication: Publication) => void;
  /** A read was not used: something overtook it, or the store is away. */
  readonly dropped: () => void;
}

interface Due {
  readonly pages: RankPages;
  readonly use: (pages: RankPages) => void;
}

/**
 * Puts reads of a board into the order of its publications: what was read at a position is used right after the publication
 * at that position was delivered, before the next one. Publications wait while a read is under way.
 */
export class InStep {
  readonly #parts: InStepParts;
  #at: Offset | undefined;
  #waiting: Publication[] = [];
  #isReading = false;
  #due: Due | undefined;

  constructor(parts: InStepParts) {
    this.#parts = parts;
  }

  /** Position of the last publication delivered. */
  get at(): Offset | undefined {
    return this.#at;
  }

  /** Whether a read has not been used yet; only one is possible at a time. */
  get isBusy(): boolean {
    return this.#isReading || this.#due !== undefined;
  }

  receive(publication: Publication): void {
    if (this.#isReading) this.#waiting.push(publication);
    else this.#deliver(publication);
  }

  /**
   * Delivers what waits and goes on from a position, in whose publication everybody new has been told of everything. A read
   * that this overtakes is not used.
   */
  catchUp(at?: Offset): void {
    // A read at the present position comes before what waits.
    this.#settle();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const publication of waiting) this.#deliver(publication);
    if (at) this.#at = at;
    this.#settle();
  }

  /** Reads, and uses what was read in step or drops it. */
  async read(queries: readonly RankQuery[], use: (pages: RankPages) => void): Promise<void> {
    this.#isReading = true;
    const pages = await this.#parts.read(queries).catch(() => undefined);
    this.#isReading = false;
    if (pages) this.#due = { pages, use };
    else this.#parts.dropped();
    this.catchUp();
  }

  #deliver(publication: Publication): void {
    this.#at = { epoch: publication.epoch, offset: publication.offset };
    this.#parts.deliver(publication);
    this.#settle();
  }

  /** Uses a read when its position is reached, drops it when that is past. */
  #settle(): void {
    const due = this.#due;
    if (!due || !this.#at) return;
    const { epoch, offset } = due.pages;
    if (epoch === this.#at.epoch && offset > this.#at.offset) return;
    this.#due = undefined;
    if (epoch === this.#at.epoch && offset === this.#at.offset) due.use(due.pages);
    else this.#parts.dropped();
  }
}
