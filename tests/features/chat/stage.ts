import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import type { Caller } from '../../../src/contract/caller.js';
import type { Engine } from '../../../src/engine/engine.js';
import type { Message } from '../../../src/features/chat/contract.js';
import { chatChannel } from '../../../src/features/chat/history.js';
import type { Typing } from '../../../src/features/chat/parts.js';
import { type Chat, createChat } from '../../../src/features/chat/service.js';
import { Hub } from '../../../src/hub/hub.js';
import type { Opening, Sink } from '../../../src/hub/sink.js';
import { openRedis } from '../../engine/open-redis.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type Answer, memory, openStage, player, type Stage, server } from '../stage.js';

export interface Heard {
  readonly name: string;
  // Tests look into events of any shape.
  readonly fields: Answer;
}

/** Somebody who follows a channel and writes down what comes. */
export interface Listener {
  readonly snapshot: { readonly messages: readonly Message[]; readonly unread: number };
  readonly position: string;
  readonly heard: readonly Heard[];
  readonly isOver: () => boolean;
  leave(): void;
}

export interface ChatStage extends Stage {
  readonly chat: Chat;
  readonly typings: readonly Typing[];
  /** Calls an operation as a player, or as the game server when nobody is named. */
  as(who: string | Caller | undefined, name: string, input: object, idempotencyKey?: string): Promise<Answer>;
  /** Sends a message; returns its id. */
  say(who: string | Caller | undefined, content: string, more?: object): Promise<string>;
  /** What a player reads on the newest page, newest first. */
  contents(who: string | Caller | undefined, more?: object): Promise<string[]>;
  listen(
    playerId: string,
    more?: { channelId?: string; since?: string; grants?: string[] },
  ): Promise<Listener>;
}

export const definitions = {
  chatChannels: [
    { id: 'global', name: 'Global' },
    { id: 'staff', name: 'Staff', open: false },
    { id: 'slow', name: 'Slow', slowModeSeconds: 30 },
    { id: 'brief', name: 'Brief', messagesPerMinute: 2 },
    { id: 'clean', name: 'Clean', profanityFilter: true },
    { id: 'yesterday', name: 'Yesterday', retentionDays: 1 },
  ],
};

/** Runs a suite on both engines; `open` gives each test its own stage, closed afterwards. */
export function onBothEngines(
  suite: (open: (more?: object) => Promise<ChatStage>, redis: () => RedisServer | undefined) => void,
): void {
  const opened: ChatStage[] = [];
  let redis: RedisServer | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => Promise.all(opened.splice(0).map((stage) => stage.close())));
  afterAll(() => redis?.remove());

  const opener =
    (openEngine: () => Promise<Engine>) =>
    async (more: object = {}) => {
      const stage = await openChatStage(await openEngine(), more);
      opened.push(stage);
      return stage;
    };
  describeEngine('memory', () =>
    suite(
      opener(async () => memory()),
      () => undefined,
    ),
  );
  const fresh = async () => {
    await redis?.command('FLUSHALL');
    return openRedis(redis?.url ?? '', { retention: () => ({ publications: 100, ttlMs: 3_600_000 }) });
  };
  describeEngine('redis', () => suite(opener(fresh), () => redis));
}

const describeEngine = (name: string, suite: () => void) => describe(`on the ${name} engine`, suite);

const callerOf = (who: string | Caller | undefined): Caller =>
  who === undefined ? server : typeof who === 'string' ? player(who) : who;

async function openChatStage(engine: Engine, more: object): Promise<ChatStage> {
  const stage = await openStage({ ...definitions, ...more }, engine);
  stage.at = Date.now();
  const typings: Typing[] = [];
  const chat = createChat(stage.deps, (_project, _channelId, event) => typings.push(event));
  const { observe, channels } = stage.deps;
  const hub = new Hub({ channels, observe, views: { chat: chat.kind.readView }, idleCheckMs: 30_000 });
  const as: ChatStage['as'] = (who, name, input, idempotencyKey) =>
    stage.call(chat.feature, name, input, {
      caller: callerOf(who),
      ...(idempotencyKey ? { idempotencyKey } : {}),
    });
  const close = stage.close;

  return Object.assign(stage, {
    chat,
    typings,
    as,
    say: async (who: string | Caller | undefined, content: string, input: object = {}) =>
      (await as(who, 'sendMessage', { channelId: 'global', content, ...input })).messageId,
    contents: async (who: string | Caller | undefined, input: object = {}) => {
      const { messages } = await as(who, 'listMessages', { channelId: 'global', ...input });
      return messages.map(({ content }: Message) => content);
    },
    listen: (
      playerId: string,
      { channelId = 'global', since, grants = [] }: Parameters<ChatStage['listen']>[1] = {},
    ) => listen({ hub, chat, caller: player(playerId, grants), channelId, since }),
    async close() {
      await hub.close();
      await close();
    },
  });
}

interface ListenRequest {
  readonly hub: Hub;
  readonly chat: Chat;
  readonly caller: Caller;
  readonly channelId: string;
  readonly since: string | undefined;
}

async function listen({ hub, chat, caller, channelId, since }: ListenRequest): Promise<Listener> {
  if (caller.kind !== 'player') throw new Error('players listen');
  const heard: Heard[] = [];
  let isOver = false;
  const sink: Sink = {
    playerId: caller.playerId,
    send: ({ events }, after = -1) => {
      for (const { name, json } of events.slice(after + 1)) heard.push({ name, fields: JSON.parse(json) });
    },
    joined: () => {},
    parted: () => {},
    resync: () => {},
    ended: () => {
      isOver = true;
    },
  };
  await chat.kind.authorize(caller, channelId);
  const opening: Opening = await hub.open({
    project: 'game',
    channel: chatChannel(channelId),
    sink,
    ...(since === undefined ? {} : { since }),
  });
  await opening.join();
  const { snapshot, position } = opening.answer;
  // The snapshot is the chat's own view.
  return {
    snapshot: snapshot as Listener['snapshot'],
    position,
    heard,
    isOver: () => isOver,
    leave: opening.close,
  };
}
