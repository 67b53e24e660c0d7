/** Which state of a stream is the newest, as those who publish whole states count them. */
export interface Versions {
  readonly version: number;
  /** One life of the counter; empty when the publisher does not say. */
  readonly epoch: string;
  /** Epochs that were replaced, newest last. */
  readonly replaced: readonly string[];
}

/** What a publication says of itself. */
export interface Versioned {
  readonly version: number;
  readonly epoch: string;
}

/** A late publication of an epoch older than these would be taken for a new one. */
const REPLACED_KEPT = 16;

/**
 * Decides whether a publication is newer than what is there.
 * @returns the versions to keep from then on, or undefined when it is not newer
 */
export function advance(current: Versions | undefined, { version, epoch }: Versioned): Versions | undefined {
  if (!current) return { version, epoch, replaced: [] };
  if (epoch === '' || epoch === current.epoch) {
    return version > current.version ? { ...current, version } : undefined;
  }
  if (current.replaced.includes(epoch)) return undefined;
  const replaced = current.epoch === '' ? current.replaced : [...current.replaced, current.epoch];
  return { version, epoch, replaced: replaced.slice(-REPLACED_KEPT) };
}
