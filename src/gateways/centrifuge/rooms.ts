import type { ProjectId } from '../../contract/ids.js';
import type { Metrics } from '../../observe.js';
import { PushRoom } from './push-room.js';

export interface RoomName {
  readonly project: ProjectId;
  /** As its clients call it. */
  readonly channel: string;
  readonly withDeltas: boolean;
}

/** The rooms that have subscribers. */
export class PushRooms {
  readonly #metrics: Pick<Metrics, 'deliveries'>;
  readonly #rooms = new Map<string, PushRoom>();
  readonly #users = new Map<PushRoom, { readonly key: string; count: number }>();

  constructor(metrics: Pick<Metrics, 'deliveries'>) {
    this.#metrics = metrics;
  }

  /** The room for one more subscription, which has to `leave` it. */
  of({ project, channel, withDeltas }: RoomName): PushRoom {
    const key = `${project}|${withDeltas}|${channel}`;
    const known = this.#rooms.get(key);
    const room = known ?? new PushRoom({ channel, withDeltas, metrics: this.#metrics });
    const users = this.#users.get(room) ?? { key, count: 0 };
    users.count += 1;
    this.#users.set(room, users);
    this.#rooms.set(key, room);
    return room;
  }

  leave(room: PushRoom): void {
    const users = this.#users.get(room);
    if (!users) return;
    users.count -= 1;
    if (users.count > 0) return;
    this.#users.delete(room);
    this.#rooms.delete(users.key);
  }
}
