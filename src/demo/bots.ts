export interface Bot {
  readonly playerId: string;
  readonly name: string;
  /** Chance to win a match. */
  readonly skill: number;
}

/** Who plays the demo. */
export const bots: readonly Bot[] = [
  { playerId: 'bot-nova', name: 'Nova', skill: 0.75 },
  { playerId: 'bot-pixel', name: 'Pixel', skill: 0.65 },
  { playerId: 'bot-juno', name: 'Juno', skill: 0.6 },
  { playerId: 'bot-comet', name: 'Comet', skill: 0.55 },
  { playerId: 'bot-echo', name: 'Echo', skill: 0.5 },
  { playerId: 'bot-mochi', name: 'Mochi', skill: 0.45 },
  { playerId: 'bot-blaze', name: 'Blaze', skill: 0.4 },
  { playerId: 'bot-rusty', name: 'Rusty', skill: 0.3 },
];

export const lines: readonly string[] = [
  'gg',
  'so close!',
  'anyone up for a match?',
  'that was a clean round',
  'ok, one more',
  'who is first this week?',
  'new personal best!',
  'lag? no, just me',
  'nice comeback',
  'my team carried me, honestly',
  'brb, tea',
  'watch the board, I am coming',
];

/** One of a list that has some. */
export function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
