const SIZE = 64;

/** Cuts a list into parts that may be worked on at once. */
export function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += SIZE) yield items.slice(from, from + SIZE);
}
