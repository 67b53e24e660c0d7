import { formatPosition, type Position } from '../contract/position.js';
import type { Channels } from '../engine/engine.js';
import { streamChannel } from '../features/streams/access.js';
import type { StreamPublication } from '../features/streams/contract.js';
import type { Hub } from '../hub/hub.js';
import type { ReadView } from '../hub/sink.js';
import type { Metrics } from '../observe.js';
import type { Outlet } from '../transport/outlet.js';
import { Room, roomSink } from './room.js';
import { isChosen, type RoundChoice } from './round-choice.js';
import { type LatestRounds, readLatestRounds } from './round-reading.js';
import type { Visitor } from './stream-door.js';
import { streamEventsOf } from './stream-events.js';

export interface RoundRoomsParts {
  readonly hub: Pick<Hub, 'open'>;
  readonly channels: Channels;
  readonly metrics: Pick<Metrics, 'deliveries'>;
  /** A live round as its clients get it. */
  readonly translate: (round: StreamPublication) => string;
  readonly encode: (messages: readonly string[]) => Buffer;
}

/** Somebody who follows rounds. */
export interface RoundFollower {
  readonly outlet: Outlet;
  readonly visitor: Visitor;
  readonly choice: RoundChoice;
  /** Position of the last round it has. */
  readonly since?: string | undefined;
  /** Sends the latest rounds, which everything that follows comes after; also when a gap could not be bridged. */
  begin(latest: readonly StreamPublication[], position: string): void;
  /** Closes the connection, since it cannot be served now. */
  end(): void;
}

/** Follows rounds; returns how to stop. Never rejects. */
export type FollowRounds = (follower: RoundFollower) => Promise<() => void>;

interface Kept {
  readonly room: Room;
  followers: number;
}

/** Makes rooms in which everybody follows the same rounds. */
export function createRoundRooms({
  hub,
  channels,
  metrics,
  translate,
  encode,
}: RoundRoomsParts): FollowRounds {
  const rooms = new Map<string, Kept>();

  const enter = (key: string, choice: RoundChoice): Kept => {
    const known = rooms.get(key);
    if (known) return known;
    const room = new Room({
      metrics,
      encode,
      translate: (publication, afterIndex) =>
        streamEventsOf(publication, afterIndex).flatMap((event) =>
          event && isChosen(choice, event) ? [translate(event)] : [],
        ),
    });
    const kept: Kept = { room, followers: 0 };
    rooms.set(key, kept);
    return kept;
  };

  return async (follower) => {
    const { outlet, visitor, choice, since } = follower;
    const { project, caller, stream } = visitor;
    const key = `${project}|${choice.by}|${choice.value}`;
    const kept = enter(key, choice);
    kept.followers += 1;
    const readView: ReadView = async () => {
      const { position, ...snapshot } = await readLatestRounds(channels, visitor, choice);
      return { snapshot, position };
    };
    const sink = roomSink({
      room: kept.room,
      outlet,
      playerId: caller?.playerId,
      readView,
      onResync: (snapshot, position: Position) =>
        follower.begin(latestIn(snapshot), formatPosition(position)),
      onEnded: () => follower.end(),
    });
    const leave = () => {
      kept.followers -= 1;
      if (kept.followers === 0) rooms.delete(key);
    };

    try {
      const opening = await hub.open({
        project,
        channel: streamChannel(stream.id),
        sink,
        ...(since !== undefined && { since }),
      });
      const { recovered, snapshot, position } = opening.answer;
      if (outlet.isOpen && !recovered) follower.begin(latestIn(snapshot), position);
      if (outlet.isOpen) await opening.join();
      return () => {
        opening.close();
        kept.room.part(outlet);
        leave();
      };
    } catch {
      leave();
      follower.end();
      return () => {};
    }
  };
}

// Our own view made it.
const latestIn = (snapshot: unknown): LatestRounds['latest'] =>
  (snapshot as Pick<LatestRounds, 'latest'>).latest;
