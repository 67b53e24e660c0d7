export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is, in one of its three arrangements. */
export type Address =
  | { readonly kind: 'standalone'; readonly url: string }
  | (Credentials & { readonly kind: 'sentinel'; readonly nodes: readonly HostPort[]; readonly name: string })
  | (Credentials & { readonly kind: 'cluster'; readonly nodes: readonly HostPort[] });

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const listed = /^redis\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^/]+)(?:\/([^/?]+))?\/?$/;
const defaultPorts = { sentinel: 26_379, cluster: 6379 };

/**
 * Reads a REDIS_URL.
 * @throws Error when it is none; the message does not repeat the URL, which may hold a password
 */
export function parseAddress(url: string): Address {
  if (/^rediss?:\/\//.test(url)) return { kind: 'standalone', url };
  const [, kind, user = '', hosts = '', name] = listed.exec(url) ?? [];
  const nodes = hosts.split(',').map((host) => parseHost(host, defaultPorts[kind as 'sentinel' | 'cluster']));
  if (kind === 'cluster') return { kind, nodes, ...parseCredentials(user) };
  if (kind === 'sentinel' && name !== undefined) return { kind, nodes, name, ...parseCredentials(user) };
  throw new Error(
    'REDIS_URL must be redis://host:port, rediss://host:port, redis+sentinel://host:port,host:port/name or redis+cluster://host:port,host:port',
  );
}

function parseHost(text: string, defaultPort: number): HostPort {
  const { hostname, port } = new URL(`tcp://${text || 'localhost'}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}

function parseCredentials(text: string): Credentials {
  const colon = text.indexOf(':');
  const decoded = (part: string) => (part === '' ? undefined : decodeURIComponent(part));
  return colon < 0
    ? { username: undefined, password: decoded(text) }
    : { username: decoded(text.slice(0, colon)), password: decoded(text.slice(colon + 1)) };
}
