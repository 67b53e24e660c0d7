import { CommandFailure, type Flags, Misunderstood } from './command.js';

/** The API as the command line uses it. */
export interface Rest {
  readonly url: string;
  /** @throws CommandFailure with what the server says */
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<unknown>;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';
/** Of the built-in demo project, which production refuses. */
const DEMO_KEY = 'ff_test_demo';

/** @throws Misunderstood */
export function createRest(flags: Flags, environment: Readonly<Record<string, string | undefined>>): Rest {
  const url = (flags.url ?? environment.FANFARE_URL ?? DEFAULT_URL).replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new Misunderstood(`${url} is no URL such as ${DEFAULT_URL}`);
  const key = flags.key ?? environment.FANFARE_KEY ?? DEMO_KEY;
  return {
    url,
    async post(path, body, headers = {}) {
      const response = await send(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-API-Key': key, ...headers },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw new CommandFailure(explain(answer) ?? `${url} answered ${response.status}`);
      return answer;
    },
  };
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new CommandFailure(`Nothing answers at ${new URL(url).origin}${cause}`);
  }
}

function explain(answer: unknown): string | undefined {
  // The envelope of every error of the API.
  const { error } = (answer ?? {}) as {
    readonly error?: { readonly code: string; readonly message: string };
  };
  return error && `${error.code}: ${error.message}`;
}
