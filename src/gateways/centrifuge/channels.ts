import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import { type ChannelName, channelName, type ProjectId, parseChannelName } from '../../contract/ids.js';
import { formatPosition, type Offset, parsePosition } from '../../contract/position.js';
import { admitReader } from '../../features/streams/access.js';
import type { StreamPublication } from '../../features/streams/contract.js';
import type { EndReason, Opening, Sink } from '../../hub/sink.js';
import type { Connection } from '../../transport/websocket/connection.js';
import type { CentrifugeParts } from './centrifuge.js';
import { REJECT_UNRECOVERED, ReplyError, type SubscribeRequest, unsubscribes } from './protocol.js';
import { Subscription } from './subscription.js';

export interface ChannelsParts extends CentrifugeParts {
  readonly project: ProjectId;
  readonly connection: Connection;
}

interface Followed {
  readonly channel: ChannelName;
  readonly subscription: Subscription;
}

/** What one connection of the Centrifuge protocol follows, by the names its client uses. */
export class Channels {
  readonly #parts: ChannelsParts;
  readonly #followed = new Map<string, Followed>();

  constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  /**
   * Answers a subscribe, the missed publications in the answer, and goes live.
   * @throws ReplyError 102 | 105 | 106 | 112; AppError as the channel's kind refuses it
   */
  async subscribe(id: number, request: SubscribeRequest): Promise<void> {
    const { deps, connection } = this.#parts;
    const name = request.channel;
    const channel = channelOf(name);
    if (this.#followed.has(name)) throw new ReplyError(105);
    if (this.#followed.size >= deps.config.SUBSCRIPTIONS_PER_CONNECTION) throw new ReplyError(106);
    await this.#authorize(channel, connection.caller);
    const { subscription, opening } = await this.#open(channel, request);
    // Whoever was put out before the answer's position is not told by an eviction after it.
    await this.#authorize(channel, connection.caller).catch((error: unknown) => {
      this.#close(name);
      throw error;
    });
    if (!connection.isOpen) return this.#close(name);
    const answer = this.#answer(request, { channel, subscription, opening });
    connection.send(`{"id":${id},"subscribe":${answer}}`);
    await opening.join();
  }

  unsubscribe(name: string): void {
    this.#close(name);
  }

  closeAll(): void {
    for (const name of [...this.#followed.keys()]) this.#close(name);
  }

  /** Ends what the connection's new token does not allow. */
  async review(): Promise<void> {
    for (const [name, { channel }] of [...this.#followed]) {
      await this.#authorize(channel, this.#parts.connection.caller).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'UNAVAILABLE') throw error;
        this.#end(name, 'revoked');
      });
    }
  }

  async #authorize(channel: ChannelName, caller: PlayerCaller | undefined): Promise<void> {
    const { deps, kinds, project } = this.#parts;
    const parsed = parseChannelName(channel);
    if (!parsed) throw new ReplyError(102);
    if (parsed.kind === 'stream') {
      admitReader(await deps.definitions.settled(project), parsed.id, caller);
      return;
    }
    const kind = kinds[parsed.kind];
    if (!kind) throw new ReplyError(102);
    if (!caller) throw new ReplyError(103);
    await kind.authorize(caller, parsed.id);
  }

  async #open(
    channel: ChannelName,
    request: SubscribeRequest,
  ): Promise<{ subscription: Subscription; opening: Opening }> {
    const { hub, kinds, project, connection, rooms } = this.#parts;
    const name = request.channel;
    const kind = parseChannelName(channel)?.kind ?? 'stream';
    const isDelta = request.delta === 'fossil' && kind === 'stream';
    const subscription: Subscription = new Subscription({
      outlet: connection,
      room: rooms.of({ project, channel: name, withDeltas: isDelta }),
      playerId: connection.caller?.playerId,
      onEnded: (reason) => {
        if (this.#followed.get(name)?.subscription === subscription) this.#end(name, reason);
      },
    });
    const shape = kind === 'stream' ? undefined : kinds[kind]?.shape?.({ project, channel, options: {} });
    const sink: Sink = shape ? shape(subscription) : subscription;
    const since = sinceOf(request);
    this.#followed.set(name, { channel, subscription });
    try {
      const opening = await hub.open({ project, channel, sink, ...(since !== undefined && { since }) });
      subscription.opening = opening;
      return { subscription, opening };
    } catch (error) {
      this.#close(name);
      throw error;
    }
  }

  /** @throws ReplyError 112 when something is lost and the client wants to hear it that way */
  #answer(
    request: SubscribeRequest,
    { channel, subscription, opening }: Followed & { opening: Opening },
  ): string {
    const { recovered, position, snapshot } = opening.answer;
    const reached = parsePosition(position) ?? { epoch: '', offset: 0 };
    const isStream = channel.startsWith('stream:');
    const missed = [...subscription.takeMissed()];
    const latest =
      !recovered && isStream ? this.#latest(request, channel, { subscription, snapshot, reached }) : [];
    const isRecovered = recovered || (isCacheRequest(request) && latest.length > 0);
    if (request.recover && !isRecovered && ((request.flag ?? 0) & REJECT_UNRECOVERED) !== 0) {
      this.#close(request.channel);
      throw new ReplyError(112);
    }
    const fields = {
      recoverable: true,
      positioned: true,
      epoch: reached.epoch,
      // An SDK moves on from here by what it is sent.
      offset: recovered ? (request.offset ?? 0) : reached.offset,
      ...(request.recover && { was_recovering: true, recovered: isRecovered }),
      ...(request.delta === 'fossil' && isStream && { delta: true }),
      ...(!isStream && !recovered && { data: { snapshot, position } }),
    };
    const publications = `"publications":[${[...missed, ...latest].join()}]`;
    return `${JSON.stringify(fields).slice(0, -1)},${publications}}`;
  }

  /** The latest values, for those who ask for just them, and for streams that are one state when it cannot be resumed. */
  #latest(
    request: SubscribeRequest,
    channel: ChannelName,
    { subscription, snapshot, reached }: { subscription: Subscription; snapshot: unknown; reached: Offset },
  ): string[] {
    const { deps, project } = this.#parts;
    const stream = deps.definitions.current(project).streams.get(parseChannelName(channel)?.id ?? '');
    const isState = stream?.latestPerKey && stream.keys.length === 0;
    if (!isCacheRequest(request) && !(request.recover && isState)) return [];
    // The streams' own view made it.
    const { latest } = snapshot as { latest: readonly StreamPublication[] };
    return latest.map(({ data }) =>
      subscription.group.inAnswer(subscription, JSON.stringify(data), reached.offset),
    );
  }

  #end(name: string, reason: EndReason | 'lost'): void {
    this.#close(name);
    const unsubscribe = reason === 'lost' ? unsubscribes.insufficientState : unsubscribes.server;
    this.#parts.connection.send(JSON.stringify({ push: { channel: name, unsubscribe } }));
  }

  #close(name: string): void {
    const followed = this.#followed.get(name);
    if (!followed) return;
    this.#followed.delete(name);
    const { subscription } = followed;
    subscription.opening?.close();
    subscription.parted();
    this.#parts.rooms.leave(subscription.group);
  }
}

/** A name without the kind of a channel is a stream's. */
const channelOf = (name: string): ChannelName => {
  const parsed = parseChannelName(name);
  return parsed ? channelName(parsed.kind, parsed.id) : channelName('stream', name);
};

/** `since: {}`: the client has nothing and wants what is there. */
const isCacheRequest = ({ recover, epoch, offset }: SubscribeRequest): boolean =>
  recover === true && epoch === undefined && offset === undefined;

const sinceOf = ({ recover, epoch, offset = 0 }: SubscribeRequest): string | undefined =>
  recover && epoch !== undefined ? formatPosition({ epoch, offset }) : undefined;
