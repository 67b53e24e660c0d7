import { type Acknowledgement, errorOf, isPassing } from './acknowledgement.js';
import { backoffMs } from './backoff.js';
import type { FanfareError } from './client-error.js';
import type { Following, Opened } from './following.js';
import type { Followings } from './followings.js';
import type { Link } from './link.js';
import type { SubscriptionRequest } from './subscription-request.js';

const MAX_ITEMS = 50;
/** Keeps a command well inside the server's limit of 64 KiB per message. */
const MAX_CHARACTERS = 32_768;

type ItemAnswer = Acknowledgement<Opened>;

/** Asks for subscriptions: all that are wanted at one time in one command, so that a reconnect stays inside the rate limit. */
export class Subscriber {
  readonly #link: Pick<Link, 'isOnline' | 'ask'>;
  readonly #followings: Followings;
  readonly #wanted = new Set<Following>();
  /** Asked for on this connection. */
  #asked = new Set<Following>();
  #unwanted: SubscriptionRequest[] = [];
  #isPlanned = false;
  readonly #retries = new Set<ReturnType<typeof setTimeout>>();

  constructor(link: Pick<Link, 'isOnline' | 'ask'>, followings: Followings) {
    this.#link = link;
    this.#followings = followings;
  }

  /** Asks for a subscription at the end of this turn; again for one whose view has changed. */
  want(following: Following): void {
    this.#wanted.add(following);
    this.#plan();
  }

  drop(following: Following): void {
    this.#wanted.delete(following);
    if (!this.#asked.delete(following)) return;
    this.#unwanted.push(following.request);
    this.#plan();
  }

  /** A new connection knows nothing yet: asks for everything, each from its last position on. */
  restart(): void {
    this.reset();
    for (const following of this.#followings) this.#wanted.add(following);
    this.#flush();
  }

  /** The connection is gone, and with it what was asked for. */
  reset(): void {
    for (const retry of this.#retries) clearTimeout(retry);
    this.#retries.clear();
    this.#asked = new Set();
    this.#unwanted = [];
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#link.isOnline) return;
    if (this.#unwanted.length > 0)
      this.#link.ask('unsubscribe', this.#unwanted.splice(0, MAX_ITEMS), () => {});
    if (this.#unwanted.length > 0) this.#plan();
    for (const chunk of chunksOf([...this.#wanted])) this.#ask(chunk);
    this.#wanted.clear();
  }

  #ask(followings: readonly Following[]): void {
    const asked = this.#asked;
    for (const following of followings) asked.add(following);
    const items = followings.map(({ item }) => item);
    // Positions must move inside this callback: events behind the answer may be handled before any promise goes on.
    this.#link.ask('subscribe', items, (answer) => {
      if (asked !== this.#asked) return;
      if (!answer.ok) {
        this.#failAll(followings, errorOf(answer.error));
        return;
      }
      const { results } = answer as unknown as { readonly results: readonly ItemAnswer[] };
      for (const [index, following] of followings.entries()) {
        const result = results[index];
        if (!result || !asked.has(following)) continue;
        if (result.ok) following.opened(result);
        else this.#fail(following, errorOf(result.error));
      }
    });
  }

  /** The command as a whole was refused; over the rate limit nothing is wrong with what it asked for. */
  #failAll(followings: readonly Following[], error: FanfareError): void {
    for (const following of followings) {
      if (error.code === 'RATE_LIMITED') this.#tryAgain(following, error);
      else this.#fail(following, error);
    }
  }

  #fail(following: Following, error: FanfareError): void {
    if (isPassing(error) && error.code !== 'RATE_LIMITED') {
      this.#tryAgain(following, error);
      return;
    }
    this.#asked.delete(following);
    this.#followings.remove(following);
    following.end(error);
  }

  #tryAgain(following: Following, { retryAfterMs }: FanfareError): void {
    this.#asked.delete(following);
    const waitMs = retryAfterMs ?? backoffMs(following.failures++);
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      if (this.#followings.find(following.key) === following) this.want(following);
    }, waitMs);
    this.#retries.add(retry);
  }
}

function chunksOf(followings: readonly Following[]): Following[][] {
  const chunks: Following[][] = [];
  let characters = MAX_CHARACTERS;
  for (const following of followings) {
    const size = JSON.stringify(following.item).length;
    const chunk = chunks.at(-1);
    characters += size;
    if (chunk && chunk.length < MAX_ITEMS && characters <= MAX_CHARACTERS) {
      chunk.push(following);
    } else {
      chunks.push([following]);
      characters = size;
    }
  }
  return chunks;
}
