import { randomBytes } from 'node:crypto';

const seed = randomText();
let made = 0;

/** A name no other project life has: lower-case letters and digits. */
export const newLife = (): string => randomText();

/** The part of an epoch after its life: unique over all nodes, cheap enough to offer one with every commit. */
export const newEpochSuffix = (): string => seed + (made++).toString(36);

/** The life an epoch belongs to. */
export const lifeOf = (epoch: string): string => epoch.slice(0, epoch.indexOf('.'));

// 41 random bits: a life or a process meets a few thousand others at most.
function randomText(): string {
  return randomBytes(6).readUIntBE(0, 6).toString(36).padStart(10, '0').slice(-8);
}
