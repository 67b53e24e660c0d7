import { errorOf } from './acknowledgement.js';
import { FanfareError } from './client-error.js';
import type { Answer, CommandName, Payload } from './commands.js';
import type { EventFields, EventName } from './events.js';
import { Following } from './following.js';
import { Followings } from './followings.js';
import { Link, type Status } from './link.js';
import { Listeners } from './listeners.js';
import { receive } from './receive.js';
import { Subscriber } from './subscriber.js';
import { createSubscription, type Subscription } from './subscription.js';
import { keyOf, type SubscriptionRequest } from './subscription-request.js';
import type { TokenSource } from './token-source.js';

export interface ConnectOptions {
  /** Of the server, e.g. `https://game.example`. */
  readonly url: string;
  readonly token: TokenSource;
  /** Default: `/`, which serves every kind of channel. */
  readonly namespace?: string;
  /** Default: WebSocket only, which needs no sticky load balancer. */
  readonly transports?: readonly ('websocket' | 'polling')[];
  /** How long a command may wait for a connection, and then for its answer, ms. Default: 10000. */
  readonly timeoutMs?: number;
}

/** A connection to Fanfare that comes back by itself and misses nothing. */
export interface Client {
  readonly status: Status;
  /** Why it is offline or closed. */
  readonly error: FanfareError | undefined;
  /** The player of the token, once there is one. */
  readonly playerId: string | undefined;
  /** Follows a channel from now on; calls for the same channel share one subscription, the last view wins. */
  subscribe<Request extends SubscriptionRequest>(request: Request): Subscription<Request['channel']>;
  /**
   * Sends a command and waits for its answer; while offline, first for the connection.
   * @throws FanfareError what the server answers, or CONNECTION_LOST | TIMEOUT | CLOSED
   */
  send<Name extends CommandName>(command: Name, payload: Payload<Name>): Promise<Answer<Name>>;
  /** Calls back for each event of this name; returns a function that stops it. */
  on<Name extends EventName>(name: Name, listener: (event: EventFields<Name>) => void): () => void;
  /** Calls back for every event; returns a function that stops it. */
  onAny(listener: (name: string, fields: object) => void): () => void;
  /** Calls back when the status changes; returns a function that stops it. */
  onStatus(listener: (status: Status, error: FanfareError | undefined) => void): () => void;
  /** Drops the connection at once and keeps state and positions, e.g. while an app is in the background. */
  pause(): void;
  /** Connects again after `pause` and catches up. */
  resume(): void;
  close(): void;
}

interface Heard extends Record<string, readonly unknown[]> {
  readonly event: [name: string, fields: object];
  readonly status: [status: Status, error: FanfareError | undefined];
}

const TIMEOUT_MS = 10_000;

/** Opens a connection; returns at once, before it is there. */
export function connect(options: ConnectOptions): Client {
  const { url, token, namespace = '/', transports = ['websocket'], timeoutMs = TIMEOUT_MS } = options;
  const heard = new Listeners<Heard>();
  const followings = new Followings();
  let failure: FanfareError | undefined;

  const link = new Link(
    { url, token, namespace: namespace === '/' ? '' : namespace, transports },
    {
      onOnline: () => subscriber.restart(),
      onEvent(name, fields) {
        receive(followings, name, fields);
        heard.emit('event', name, fields);
      },
      onStatus(status, error) {
        failure = error;
        if (status !== 'online') subscriber.reset();
        for (const following of [...followings]) {
          if (status === 'closed') endFollowing(following, error);
          else if (status !== 'online') following.lost();
        }
        heard.emit('status', status, error);
      },
    },
  );
  const subscriber: Subscriber = new Subscriber(link, followings);

  const endFollowing = (following: Following, error?: FanfareError) => {
    followings.remove(following);
    following.end(error);
  };

  const leave = (following: Following) => {
    following.users -= 1;
    if (following.users > 0 || following.status === 'ended') return;
    subscriber.drop(following);
    endFollowing(following);
  };

  return {
    get status() {
      return link.status;
    },
    get error() {
      return failure;
    },
    get playerId() {
      return link.tokens.playerId;
    },

    subscribe(request) {
      if (link.status === 'closed') throw closed();
      const context = {
        get self() {
          return link.tokens.playerId;
        },
      };
      const known = followings.find(keyOf(request));
      const following = known ?? new Following(request, context);
      following.users += 1;
      if (!known || JSON.stringify(known.request) !== JSON.stringify(request)) {
        following.request = request;
        followings.add(following);
        subscriber.want(following);
      }
      return createSubscription(following, () => leave(following));
    },

    async send(command, payload) {
      if (!link.isOnline) await whenOnline(link, heard, timeoutMs);
      const answer = await link.askOnce(command, payload, timeoutMs);
      if (!answer.ok) throw errorOf(answer.error);
      const { ok: _, ...body } = answer;
      if (command === 'chat:read') noteRead(followings, payload, body);
      // The server answers what the operation declares.
      return body as Answer<typeof command>;
    },

    on: (name, listener) =>
      heard.add('event', (event, fields) => {
        // The fields of an event are those its name declares.
        if (event === name) listener(fields as never);
      }),
    onAny: (listener) => heard.add('event', listener),
    onStatus: (listener) => heard.add('status', listener),
    pause: () => link.pause(),
    resume: () => link.resume(),
    close: () => link.close(),
  };
}

const closed = (): FanfareError => new FanfareError('CLOSED', 'The client is closed');

/** What was read is known only to who asked: there is no event for it. */
function noteRead(followings: Followings, payload: object, { unread }: { readonly unread?: number }): void {
  followings.named('chat', payload)?.amend({ unread: unread ?? 0 });
}

function whenOnline(link: Pick<Link, 'status'>, heard: Listeners<Heard>, timeoutMs: number): Promise<void> {
  if (link.status === 'closed') return Promise.reject(closed());
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new FanfareError('TIMEOUT', `No connection within ${timeoutMs} ms`));
    }, timeoutMs);
    const stop = heard.add('status', (status, error) => {
      if (status !== 'online' && status !== 'closed') return;
      clearTimeout(timer);
      stop();
      if (status === 'online') resolve();
      else reject(error ?? closed());
    });
  });
}
