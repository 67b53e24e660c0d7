export interface WatchOptions {
  /** Asks for a sign of life. */
  readonly probe: () => Promise<unknown>;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
  /** Called each time no answer came in time. */
  readonly onSilence: () => void;
}

/**
 * Asks a server for a sign of life four times in its timeout, one question at a time. One clock for a connection costs less
 * than one for each command, and its commands are answered in order.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #timer: NodeJS.Timeout;
  #askedAt: number | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), options.timeoutMs / 4);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Drops the question under way: the connection it was asked on is another one now. */
  forget(): void {
    this.#askedAt = undefined;
  }

  #look(): void {
    if (this.#askedAt === undefined) {
      this.#ask();
    } else if (this.#isLate()) {
      // After this process itself was busy for long, the answer may lie in the socket: it is read before immediates run.
      setImmediate(() => {
        if (!this.#isLate()) return;
        this.#askedAt = undefined;
        this.#options.onSilence();
      });
    }
  }

  #ask(): void {
    const askedAt = performance.now();
    this.#askedAt = askedAt;
    const settled = () => {
      if (this.#askedAt === askedAt) this.#askedAt = undefined;
    };
    this.#options.probe().then(settled, settled);
  }

  #isLate(): boolean {
    return this.#askedAt !== undefined && performance.now() - this.#askedAt > this.#options.timeoutMs * 0.7;
  }
}
