export interface WatchOptions {
  /** Asks for a sign of life. */
  readonly probe: () => Promise<unknown>;
  /** Bytes received so far; more of them are a sign of life, too. */
  readonly received: () => number;
  /** How long no sign of life may come after a question, ms. */
  readonly timeoutMs: number;
  /** Called each time none came. */
  readonly onSilence: () => void;
}

/**
 * Asks a server for a sign of life eight times in its timeout, one question at a time. One clock for a connection costs less
 * than one for each command; and a server that answers slowly, but answers, is not cut off from all that wait.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #timer: NodeJS.Timeout;
  #question: Promise<unknown> | undefined;
  #received = 0;
  #lastSignAt = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), options.timeoutMs / 8);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Drops the question under way: the connection it was asked on is another one now. */
  forget(): void {
    this.#question = undefined;
  }

  #look(): void {
    if (!this.#isSilent()) {
      if (this.#question === undefined) this.#ask();
      return;
    }
    // After this process itself was busy for long, the answer may lie in the socket: it is read before immediates run.
    setImmediate(() => {
      if (!this.#isSilent()) return;
      this.#question = undefined;
      this.#options.onSilence();
    });
  }

  #ask(): void {
    this.#lastSignAt = performance.now();
    this.#received = this.#options.received();
    const question = this.#options.probe();
    this.#question = question;
    const settled = () => {
      if (this.#question === question) this.#question = undefined;
    };
    question.then(settled, settled);
  }

  #isSilent(): boolean {
    if (this.#question === undefined) return false;
    const received = this.#options.received();
    if (received !== this.#received) this.#lastSignAt = performance.now();
    this.#received = received;
    return performance.now() - this.#lastSignAt > this.#options.timeoutMs * 0.7;
  }
}
