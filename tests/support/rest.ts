import { setTimeout as delay } from 'node:timers/promises';

export const demoKey = 'ff_test_demo';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  readonly body: any;
  readonly headers: Headers;
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the REST API with the demo project's key unless other headers are given. */
export async function call(url: string, path: string, { method, body, headers }: Call = {}): Promise<Answer> {
  const response = await fetch(
    `${url}${path.startsWith('/api') || !path.startsWith('/') ? '' : '/api/v1'}${path}`,
    {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(headers ?? { 'x-api-key': demoKey }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    },
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Writes with an idempotency key until some node acknowledges it, as a careful game server does. */
export async function write(
  urls: readonly string[],
  path: string,
  { body, key }: { body: unknown; key: string },
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const headers = { 'x-api-key': demoKey, 'x-idempotency-key': key };
    const answer = await call(urls[attempt % urls.length] ?? '', path, { body, headers }).catch(
      () => undefined,
    );
    if (answer && answer.status < 500) return answer;
    if (attempt > 200) throw new Error(`never acknowledged: ${path} ${JSON.stringify(answer?.body)}`);
    await delay(50);
  }
}

/** Mints a socket token of the demo project. */
export async function mintToken(
  url: string,
  playerId: string,
  rest: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { status, body } = await call(url, '/auth/socket-token', { body: { playerId, ...rest } });
  if (status !== 200 && status !== 201) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return body.token;
}
