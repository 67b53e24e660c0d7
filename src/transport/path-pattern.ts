/** The parameters of a path; undefined when it is another path. */
export type PathPattern = (path: string) => Readonly<Record<string, string>> | undefined;

/** Compiles a path with `:name` for parameters, each one segment long. */
export function pathPattern(path: string): PathPattern {
  const names = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name);
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '([^/]+)')}/?$`);

  return (text) => {
    const found = pattern.exec(text)?.slice(1).map(decode);
    if (!found || found.includes(undefined)) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, found[index] ?? '']));
  };
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
