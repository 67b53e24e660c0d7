/** A socket token, or a function that gets a fresh one, e.g. from one's own backend; it is asked before every connection and refresh. */
export type TokenSource = string | (() => string | Promise<string>);

/** Reads a token; rejects with what the source throws. */
export const readToken = async (source: TokenSource): Promise<string> =>
  typeof source === 'string' ? source : await source();

/** The player a token names, without checking anything; undefined when it cannot be read. */
export function playerOf(token: string): string | undefined {
  try {
    const claims = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { sub }: { sub?: unknown } = JSON.parse(atob(claims));
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
