/** A quest, its place in the list, and the way from it back to itself. */
export interface RequirementCycle {
  readonly index: number;
  readonly cycle: readonly string[];
}

/** Finds quests that could never be unlocked because they require themselves, each cycle once. */
export function requirementCycles(
  quests: readonly { readonly id: string; readonly requires: readonly string[] }[],
): RequirementCycle[] {
  const byId = new Map(quests.map((quest, index) => [quest.id, { index, requires: quest.requires }]));
  const finished = new Set<string>();
  const found: RequirementCycle[] = [];

  // An explicit path instead of recursion: chains may be as long as the list.
  for (const { id } of quests) {
    const path: { id: string; next: number }[] = finished.has(id) ? [] : [{ id, next: 0 }];
    const onPath = new Set(path.map((step) => step.id));
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const required = byId.get(top.id)?.requires[top.next++];
      if (required === undefined) {
        finished.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(required)) {
        const ids = path.map((step) => step.id);
        const cycle = [...ids.slice(ids.indexOf(required)), required];
        found.push({ index: byId.get(required)?.index ?? 0, cycle });
      } else if (byId.has(required) && !finished.has(required)) {
        path.push({ id: required, next: 0 });
        onPath.add(required);
      }
    }
  }
  return found;
}
