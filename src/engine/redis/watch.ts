export interface WatchOptions {
  /** Asks for a sign of life. */
  readonly probe: () => Promise<unknown>;
  /** Bytes received so far; more of them are a sign of life, too. */
  readonly received: () => number;
  /** Commands sent so far; somebody waits for the answer to a new one. */
  readonly sent: () => number;
  /** How long no sign of life may come after a question, ms. */
  readonly timeoutMs: number;
  /** Called each time none came. */
  readonly onSilence: () => void;
}

/** Looks within a timeout. */
const LOOKS = 8;
/** While nobody waits for an answer, one look in so many asks. */
const IDLE_LOOKS = 4;

/**
 * Looks for signs of life of a server eight times in its timeout, and asks for one, one question at a time, when commands were
 * sent and nothing came, and now and then while nothing is sent. One clock for a connection costs less than one for each
 * command; and a server that answers slowly, but answers, is not cut off from all that wait.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #timer: NodeJS.Timeout;
  #question: Promise<unknown> | undefined;
  #received = 0;
  /** Commands sent up to the last look, and those of them that surely were answered. */
  #sent = 0;
  #answered = 0;
  #quietLooks = 0;
  #lastSignAt = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), options.timeoutMs / LOOKS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Drops the question under way: the connection it was asked on is another one now. */
  forget(): void {
    this.#question = undefined;
  }

  #look(): void {
    if (this.#question === undefined) {
      if (this.#isDoubtful()) this.#ask();
      return;
    }
    if (!this.#isSilent()) return;
    // After this process itself was busy for long, the answer may lie in the socket: it is read before immediates run.
    setImmediate(() => {
      if (!this.#isSilent()) return;
      this.#question = undefined;
      this.#options.onSilence();
    });
  }

  #isDoubtful(): boolean {
    const received = this.#options.received();
    const sent = this.#options.sent();
    // What came is no answer to what was sent since the last look, for all that is known.
    if (received !== this.#received) this.#answered = this.#sent;
    const isWaitedFor = received === this.#received && sent !== this.#answered;
    this.#received = received;
    this.#sent = sent;
    this.#quietLooks += 1;
    return isWaitedFor || this.#quietLooks >= IDLE_LOOKS;
  }

  #ask(): void {
    this.#lastSignAt = performance.now();
    this.#quietLooks = 0;
    const sent = this.#options.sent();
    const question = this.#options.probe();
    this.#question = question;
    const settled = () => {
      if (this.#question !== question) return;
      this.#question = undefined;
      this.#answered = sent;
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
