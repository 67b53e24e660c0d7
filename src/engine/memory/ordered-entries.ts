import type { PlayerId } from '../../contract/ids.js';
import type { RankKey } from '../../contract/rank-moves.js';

export interface Entry extends RankKey {
  readonly playerId: PlayerId;
  /** The score, negated where high scores rank first: lower is better. */
  readonly sort: number;
}

interface Node {
  readonly entry: Entry;
  /** Random; a node's is not below those under it, which keeps the tree balanced. */
  readonly priority: number;
  size: number;
  left: Node | undefined;
  right: Node | undefined;
}

/** Entries by sort score, then turn; everything costs O(log entries). A treap that knows the size of each part. */
export class OrderedEntries {
  #root: Node | undefined;

  get size(): number {
    return sizeOf(this.#root);
  }

  insert(entry: Entry): void {
    const [left, right] = split(this.#root, (other) => isBefore(other, entry));
    const node: Node = { entry, priority: Math.random(), size: 1, left: undefined, right: undefined };
    this.#root = merge(merge(left, node), right);
  }

  remove(entry: Entry): void {
    const [left, rest] = split(this.#root, (other) => isBefore(other, entry));
    const [, right] = split(rest, (other) => !isBefore(entry, other));
    this.#root = merge(left, right);
  }

  /** How many entries come before an entry. */
  countBefore(entry: Entry): number {
    return this.#count((other) => isBefore(other, entry));
  }

  /** How many entries have a sort score below a limit, or at it when `inclusive`. */
  countBelow(sort: number, inclusive = false): number {
    return this.#count((other) => other.sort < sort || (inclusive && other.sort === sort));
  }

  at(index: number): Entry | undefined {
    return this.slice(index, 1)[0];
  }

  slice(from: number, count: number): Entry[] {
    const found: Entry[] = [];
    collect(this.#root, { from, to: from + count }, found);
    return found;
  }

  #count(isLeft: (entry: Entry) => boolean): number {
    let count = 0;
    let node = this.#root;
    while (node) {
      const left = isLeft(node.entry);
      if (left) count += sizeOf(node.left) + 1;
      node = left ? node.right : node.left;
    }
    return count;
  }
}

const sizeOf = (node: Node | undefined): number => node?.size ?? 0;

const isBefore = (one: Entry, other: Entry): boolean =>
  one.sort < other.sort || (one.sort === other.sort && one.turn < other.turn);

function resized(node: Node): Node {
  node.size = sizeOf(node.left) + 1 + sizeOf(node.right);
  return node;
}

/** Takes a tree apart where `isLeft` turns false. */
function split(
  node: Node | undefined,
  isLeft: (entry: Entry) => boolean,
): [Node | undefined, Node | undefined] {
  if (!node) return [undefined, undefined];
  if (isLeft(node.entry)) {
    const [left, right] = split(node.right, isLeft);
    node.right = left;
    return [resized(node), right];
  }
  const [left, right] = split(node.left, isLeft);
  node.left = right;
  return [left, resized(node)];
}

/** Joins two trees, every entry of the first before those of the second. */
function merge(left: Node | undefined, right: Node | undefined): Node | undefined {
  if (!left || !right) return left ?? right;
  if (left.priority > right.priority) {
    left.right = merge(left.right, right);
    return resized(left);
  }
  right.left = merge(left, right.left);
  return resized(right);
}

function collect(node: Node | undefined, { from, to }: { from: number; to: number }, found: Entry[]): void {
  if (!node || to <= 0 || from >= node.size) return;
  const before = sizeOf(node.left);
  collect(node.left, { from, to }, found);
  if (from <= before && before < to) found.push(node.entry);
  collect(node.right, { from: from - before - 1, to: to - before - 1 }, found);
}
