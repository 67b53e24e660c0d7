const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\n/g;

interface Level {
  readonly place: string;
  readonly isList: boolean;
  /** Of the item that comes next. */
  index: number;
  key: string | undefined;
}

/** On which line each value of a valid JSON text begins, by its place such as `projects[0].quests[2].id`. */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  let line = 1;
  for (const [word] of text.matchAll(token)) {
    const level = levels.at(-1);
    if (word === '\n') line += 1;
    else if (word === '}' || word === ']') levels.pop();
    else if (word === ',') next(level);
    else if (word !== ':') {
      if (level && !level.isList && level.key === undefined) {
        level.key = JSON.parse(word);
        lines.set(placeOf(level), line);
        continue;
      }
      const place = placeOf(level);
      if (!lines.has(place)) lines.set(place, line);
      if (word === '{' || word === '[')
        levels.push({ place, isList: word === '[', index: 0, key: undefined });
    }
  }
  return lines;
}

function next(level: Level | undefined): void {
  if (!level) return;
  level.index += 1;
  level.key = undefined;
}

const placeOf = (level: Level | undefined): string => {
  if (!level) return '';
  if (level.isList) return `${level.place}[${level.index}]`;
  return level.place === '' ? (level.key ?? '') : `${level.place}.${level.key}`;
};
