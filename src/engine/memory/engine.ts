import type { Engine } from '../engine.js';
import type { RetentionOf } from '../retention.js';
import { MemoryChannels } from './channels.js';
import { MemoryMarks } from './marks.js';
import { MemoryPresence } from './presence.js';
import { MemoryRanks } from './ranks.js';

export interface MemoryEngineOptions {
  readonly retention: RetentionOf;
}

// Expired entries are never seen; sweeping only returns their memory.
const SWEEP_MS = 30_000;

/** The engine of a single node: everything in this process, nothing kept over a restart. */
export function openMemoryEngine({ retention }: MemoryEngineOptions): Engine {
  const channels = new MemoryChannels(retention);
  const presence = new MemoryPresence();
  const marks = new MemoryMarks();
  const sweeping = setInterval(() => {
    const now = Date.now();
    for (const part of [channels, presence, marks]) part.sweep(now);
  }, SWEEP_MS);
  sweeping.unref();

  return {
    name: 'memory',
    channels,
    presence,
    marks,
    ranks: new MemoryRanks(channels),
    isUp: () => true,
    ping: async () => {},
    onUpDown: () => {},
    close: async () => {
      clearInterval(sweeping);
      channels.close();
    },
  };
}
