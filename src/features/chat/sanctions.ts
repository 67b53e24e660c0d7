import { AppError } from '../../contract/errors.js';

/** What a moderator has put on a player: `mute` may read, `ban` neither reads nor writes, `shadow_ban` is heard by itself only. */
export interface Sanction {
  readonly action: 'mute' | 'ban' | 'shadow_ban';
  /** Unix ms; absent: until lifted. */
  readonly until?: number;
  readonly reason?: string;
}

/** Whether a sanction still holds. */
export const isLive = (sanction: Sanction | undefined, at: number): sanction is Sanction =>
  sanction !== undefined && (sanction.until === undefined || sanction.until > at);

/**
 * Refuses who is banned.
 * @param sanctions - those that hold now
 * @throws AppError FORBIDDEN with until when
 */
export function mustNotBeBanned(sanctions: readonly Sanction[]): void {
  refuse(sanctions.filter(({ action }) => action === 'ban'));
}

/**
 * Refuses who is banned or muted.
 * @throws AppError FORBIDDEN with until when
 */
export function mayWrite(sanctions: readonly Sanction[]): void {
  refuse(sanctions.filter(({ action }) => action !== 'shadow_ban'));
}

export const isShadowed = (sanctions: readonly Sanction[]): boolean =>
  sanctions.some(({ action }) => action === 'shadow_ban');

function refuse(sanctions: readonly Sanction[]): void {
  // The one that lasts longest is what the player has to wait for.
  const [worst] = sanctions.toSorted((one, other) => endOf(other) - endOf(one));
  if (!worst) return;
  const { action, until, reason } = worst;
  const what = action === 'ban' ? 'banned from this chat' : 'muted';
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  throw new AppError('FORBIDDEN', {
    message: `You are ${what}${end}${reason === undefined ? '' : `: ${reason}`}`,
    details: { action, until: until ?? null, ...(reason === undefined ? {} : { reason }) },
  });
}

const endOf = ({ until }: Sanction): number => until ?? Number.MAX_SAFE_INTEGER;
