import type { RawPublication } from '../../src/contract/publication.js';
import type { Channels } from '../../src/engine/engine.js';

/** A random source that repeats itself for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Storm {
  readonly channels: Channels;
  /** Tells every listener that publications may have been missed, as a restored connection does. */
  interrupted(): void;
  /** From now on deliveries arrive once, in order and without loss. */
  calm(): void;
}

/** Real channels whose live deliveries get lost, repeated and reordered; reads and commits are untouched. */
export function inStorm(channels: Channels, random: () => number): Storm {
  let calm = false;
  const callbacks: (() => void)[] = [];

  const shaken = (deliver: (raw: RawPublication) => void) => {
    const held: RawPublication[] = [];
    return (raw: RawPublication) => {
      if (calm) return deliver(raw);
      const luck = random();
      if (luck < 0.2) return;
      if (luck < 0.35) return void held.push(raw);
      deliver(raw);
      if (luck < 0.5) deliver(raw);
      if (luck < 0.6) for (const late of held.splice(0)) deliver(late);
    };
  };

  return {
    // Methods live on the class behind it, so they are called there; only these two differ.
    channels: new Proxy(channels, {
      get(target, name) {
        if (name === 'listen') {
          const listen: Channels['listen'] = (project, channel, deliver) =>
            target.listen(project, channel, shaken(deliver));
          return listen;
        }
        if (name === 'onInterrupted') return (callback: () => void) => callbacks.push(callback);
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    }),
    interrupted: () => {
      for (const callback of callbacks) callback();
    },
    calm: () => {
      calm = true;
    },
  };
}
