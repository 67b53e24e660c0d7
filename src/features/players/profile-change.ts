import type { PlayerState } from './state.js';

/** What rankings show of a player beside its id, as it is stored for them; null when that is nothing. */
function profileText({
  displayName,
  avatarUrl,
}: Pick<PlayerState, 'displayName' | 'avatarUrl'>): string | null {
  return displayName === undefined && avatarUrl === undefined
    ? null
    : JSON.stringify({ displayName, avatarUrl });
}

/** What rankings have to show of a player from now on; nothing when that stays. */
export function profileChange(
  before: PlayerState | undefined,
  after: PlayerState,
): { profile?: string | null } {
  const profile = profileText(after);
  return profile === profileText(before ?? {}) ? {} : { profile };
}
