import { z } from 'zod';
import { AppError, invalid } from '../../contract/errors.js';
import type { Observe } from '../../observe.js';
import { toAppError } from '../app-error.js';
import { type Answer, type Call, type Command, command } from './command.js';
import { tellLimited } from './limited.js';
import type { PlayerSocket } from './player-socket.js';
import { nameOf, readRequest, SubscriptionItem, type SubscriptionRequest } from './subscription-request.js';
import { type OpenedSubscription, type SubscriptionParts, Subscriptions } from './subscriptions.js';

export interface SubscriptionCommandParts {
  readonly observe: Observe;
  /** Of the namespace these commands serve. */
  readonly subscriptions: SubscriptionParts;
}

const MAX_ITEMS = 50;

/** One subscription, or several whose faults are answered one by one; each is checked when its turn comes. */
const Items = z.union([
  z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  z.array(z.unknown()).min(1).max(MAX_ITEMS),
]);

/** The commands by which a socket chooses what it follows. */
export function subscriptionCommands(parts: SubscriptionCommandParts): Record<string, Command> {
  const followed = (player: PlayerSocket): Subscriptions => {
    player.subscriptions ??= new Subscriptions(player, parts.subscriptions);
    return player.subscriptions;
  };

  return {
    subscribe: command({
      input: Items,
      inTurn: true,
      run: (items, call) => subscribe(parts, items, { call, followed: followed(call.player) }),
    }),
    unsubscribe: command({
      input: Items,
      inTurn: true,
      run: (items, { player }) => unsubscribe(items, followed(player)),
    }),
    unsubscribe_all: command({
      input: z.object({}),
      inTurn: true,
      run: (_, { player }) => {
        followed(player).closeAll();
        return { body: {}, event: 'unsubscribed' };
      },
    }),
    subscriptions: command({
      input: z.object({}),
      inTurn: true,
      run: (_, { player }) => ({
        body: { subscriptions: followed(player).list() },
        event: 'subscriptions',
      }),
    }),
  };
}

interface Subscribing {
  readonly call: Call;
  readonly followed: Subscriptions;
}

async function subscribe(
  parts: SubscriptionCommandParts,
  items: z.output<typeof Items>,
  { call, followed }: Subscribing,
): Promise<Answer> {
  if (!Array.isArray(items)) {
    const subscription = await openOne(parts, items, { call, followed });
    return { ...subscribed, body: subscription.body, after: () => subscription.join() };
  }
  const opened: OpenedSubscription[] = [];
  const open = async (item: unknown): Promise<object> => {
    const subscription = await openOne(parts, item, { call, followed });
    opened.push(subscription);
    return subscription.body;
  };
  const body = await openEach(parts, items, { call, open });
  return {
    ...subscribed,
    body,
    after: async () => {
      for (const subscription of opened) await subscription.join();
    },
  };
}

const subscribed = { event: 'subscribed', isExempt: true } as const;

/** One item after another, at the pace the client reads. */
async function openEach(
  { observe }: SubscriptionCommandParts,
  items: readonly unknown[],
  { call, open }: { readonly call: Call; readonly open: (item: unknown) => Promise<object> },
): Promise<object> {
  const results: object[] = [];
  for (const item of items) {
    try {
      results.push({ ok: true, ...(await open(item)) });
    } catch (error) {
      const { code, message } = toAppError(error, { log: observe.log, requestId: call.requestId });
      results.push({ ok: false, ...nameIfValid(item), error: { code, message } });
    }
  }
  return { results };
}

async function openOne(
  { observe }: SubscriptionCommandParts,
  item: unknown,
  { call, followed }: Subscribing,
): Promise<OpenedSubscription> {
  try {
    return await followed.open(readItem(item));
  } catch (error) {
    if (error instanceof AppError && error.code === 'RATE_LIMITED') {
      tellLimited(call.player, 'subscriptions', { error, metrics: observe.metrics });
    }
    throw error;
  }
}

function unsubscribe(items: z.output<typeof Items>, followed: Subscriptions): Answer {
  const close = (item: unknown): object => {
    const request = readItem(item);
    followed.close(request);
    return nameOf(request);
  };
  if (!Array.isArray(items)) return { body: close(items), event: 'unsubscribed' };
  const results = items.map((item) => {
    try {
      return { ok: true, ...close(item) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ok: false, error: { code: error.code, message: error.message } };
    }
  });
  return { body: { results }, event: 'unsubscribed' };
}

function readItem(item: unknown): SubscriptionRequest {
  const parsed = SubscriptionItem.safeParse(item);
  if (parsed.success) return readRequest(parsed.data);
  throw invalid(
    ...parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'payload', message })),
  );
}

function nameIfValid(item: unknown): object {
  const parsed = SubscriptionItem.safeParse(item);
  return parsed.success ? nameOf(readRequest(parsed.data)) : {};
}
