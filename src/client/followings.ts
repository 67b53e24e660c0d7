import type { ChannelKind } from '../contract/ids.js';
import type { Following } from './following.js';
import { kindOfEvent } from './reducers/reducers.js';
import { idFields, idOf, keyOfWindow } from './subscription-request.js';

interface Fields {
  readonly position?: string;
  readonly window?: string;
}

/** What the client follows, found by what an event says it belongs to. */
export class Followings {
  readonly #byKey = new Map<string, Following>();

  [Symbol.iterator](): IterableIterator<Following> {
    return this.#byKey.values();
  }

  find(key: string): Following | undefined {
    return this.#byKey.get(key);
  }

  add(following: Following): void {
    this.#byKey.set(following.key, following);
  }

  remove(following: Following): void {
    if (this.#byKey.get(following.key) === following) this.#byKey.delete(following.key);
  }

  /** Those an event is for: one, or several windows of the same board. */
  receiversOf(name: string, fields: Fields): readonly Following[] {
    const kind = kindOf(name);
    return kind ? this.#ofChannel(kind, fields) : this.#ofCustomEvent(fields);
  }

  /** The one that a message about a subscription names. */
  named(kind: ChannelKind, fields: Fields): Following | undefined {
    return this.find(keyOfWindow(`${kind}:${idOf(kind, fields)}`, fields.window));
  }

  #ofChannel(kind: ChannelKind, fields: Fields): readonly Following[] {
    const channel = `${kind}:${idOf(kind, fields)}`;
    const current = this.find(channel);
    if (kind !== 'leaderboard' || fields.window === undefined) return current ? [current] : [];
    const named = this.find(`${channel}|${fields.window}`);
    // Who follows the current window follows it into the next one, but not into windows asked for by name.
    const isCurrent = !named || windowOf(current) === fields.window;
    return [named, isCurrent ? current : undefined].filter((each) => each !== undefined);
  }

  /** Custom events carry any fields; which channel they came through shows in the epoch that their position begins with. */
  #ofCustomEvent(fields: Fields): readonly Following[] {
    const found: Following[] = [];
    for (const kind of Object.keys(idFields) as ChannelKind[]) {
      if (idFields[kind] in fields) found.push(...this.#ofChannel(kind, fields));
    }
    const sameEpoch = found.filter(({ position }) => epochOf(position) === epochOf(fields.position));
    return sameEpoch.length > 0 ? sameEpoch : found.slice(0, 1);
  }
}

const kindOf = (name: string): ChannelKind | undefined =>
  Object.hasOwn(kindOfEvent, name) ? kindOfEvent[name as keyof typeof kindOfEvent] : undefined;

const windowOf = (following: Following | undefined): unknown =>
  following?.state && 'window' in following.state ? following.state.window : undefined;

const epochOf = (position: string | undefined): string | undefined =>
  position?.split('.').slice(0, 2).join('.');
