interface Node<Item> {
  readonly item: Item;
  /** Random; a node's is not below those under it, which keeps the tree balanced. */
  readonly priority: number;
  size: number;
  left: Node<Item> | undefined;
  right: Node<Item> | undefined;
}

/** Items in an order in which no two are equal; everything costs O(log items). A treap that knows the size of each part. */
export class Ordered<Item> {
  readonly #isBefore: (one: Item, other: Item) => boolean;
  #root: Node<Item> | undefined;

  constructor(isBefore: (one: Item, other: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return sizeOf(this.#root);
  }

  insert(item: Item): void {
    const [left, right] = split(this.#root, (other) => this.#isBefore(other, item));
    const node: Node<Item> = { item, priority: Math.random(), size: 1, left: undefined, right: undefined };
    this.#root = merge(merge(left, node), right);
  }

  /** Removes the item that is equal in order; nothing when there is none. */
  remove(item: Item): void {
    const [left, rest] = split(this.#root, (other) => this.#isBefore(other, item));
    const [, right] = split(rest, (other) => !this.#isBefore(item, other));
    this.#root = merge(left, right);
  }

  /** How many items come before an item. */
  countBefore(item: Item): number {
    return this.count((other) => this.#isBefore(other, item));
  }

  /** How many items something holds for that holds for none after the first it does not hold for. */
  count(holds: (item: Item) => boolean): number {
    let count = 0;
    let node = this.#root;
    while (node) {
      const isLeft = holds(node.item);
      if (isLeft) count += sizeOf(node.left) + 1;
      node = isLeft ? node.right : node.left;
    }
    return count;
  }

  at(index: number): Item | undefined {
    return this.slice(index, 1)[0];
  }

  slice(from: number, count: number): Item[] {
    const found: Item[] = [];
    collect(this.#root, { from, to: from + count }, found);
    return found;
  }
}

const sizeOf = (node: Node<unknown> | undefined): number => node?.size ?? 0;

function resized<Item>(node: Node<Item>): Node<Item> {
  node.size = sizeOf(node.left) + 1 + sizeOf(node.right);
  return node;
}

/** Takes a tree apart where `isLeft` turns false. */
function split<Item>(
  node: Node<Item> | undefined,
  isLeft: (item: Item) => boolean,
): [Node<Item> | undefined, Node<Item> | undefined] {
  if (!node) return [undefined, undefined];
  if (isLeft(node.item)) {
    const [left, right] = split(node.right, isLeft);
    node.right = left;
    return [resized(node), right];
  }
  const [left, right] = split(node.left, isLeft);
  node.left = right;
  return [left, resized(node)];
}

/** Joins two trees, every item of the first before those of the second. */
function merge<Item>(left: Node<Item> | undefined, right: Node<Item> | undefined): Node<Item> | undefined {
  if (!left || !right) return left ?? right;
  if (left.priority > right.priority) {
    left.right = merge(left.right, right);
    return resized(left);
  }
  right.left = merge(left, right.left);
  return resized(right);
}

function collect<Item>(
  node: Node<Item> | undefined,
  { from, to }: { from: number; to: number },
  found: Item[],
): void {
  if (!node || to <= 0 || from >= node.size) return;
  const before = sizeOf(node.left);
  collect(node.left, { from, to }, found);
  if (from <= before && before < to) found.push(node.item);
  collect(node.right, { from: from - before - 1, to: to - before - 1 }, found);
}
