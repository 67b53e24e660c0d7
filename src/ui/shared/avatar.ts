import { h } from './element.js';

/** A player's initial on a colour of its own. */
export function avatar(playerId: string, name: string, size: 'small' | 'large' = 'small'): HTMLElement {
  let hash = 7;
  for (const character of playerId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  const initial = [...name][0]?.toUpperCase() ?? '?';
  return h('span', { class: `avatar ${size}`, style: `--hue:${hash}`, 'aria-hidden': 'true' }, initial);
}
