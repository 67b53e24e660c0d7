/** What came back from the API. */
export interface Reply {
  readonly ok: boolean;
  readonly status: number;
  readonly tookMs: number;
  readonly body: unknown;
}

/** A call, and how to make it from a shell. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly curl: string;
}

export interface Api {
  call(method: string, path: string, body?: object): Promise<Reply>;
  /** Told about every call that is marked as one to show. */
  show(method: string, path: string, body?: object): Promise<Reply>;
  onShown(listener: (call: Call, reply: Promise<Reply>) => void): void;
}

/** The API on this page's own server; the key stays in this object. */
export function createApi(apiKey: string): Api {
  const listeners: ((call: Call, reply: Promise<Reply>) => void)[] = [];

  const call = async (method: string, path: string, body?: object): Promise<Reply> => {
    const began = performance.now();
    const headers = { 'X-API-Key': apiKey, ...(body && { 'Content-Type': 'application/json' }) };
    try {
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const tookMs = performance.now() - began;
      return {
        ok: response.ok,
        status: response.status,
        tookMs,
        body: text === '' ? undefined : JSON.parse(text),
      };
    } catch {
      const error = { code: 'OFFLINE', message: 'The server cannot be reached' };
      return { ok: false, status: 0, tookMs: performance.now() - began, body: { error } };
    }
  };

  return {
    call,
    show(method, path, body) {
      const reply = call(method, path, body);
      const shown = { method, path, body, curl: curlOf({ method, path, body, apiKey }) };
      for (const listener of listeners) listener(shown, reply);
      return reply;
    },
    onShown: (listener) => void listeners.push(listener),
  };
}

/** What the server says is wrong, in words. */
export function faultOf({ body, status }: Reply): string {
  const { error } = (body ?? {}) as { readonly error?: { readonly code: string; readonly message: string } };
  return error ? `${error.code}: ${error.message}` : `The server answered ${status}`;
}

function curlOf(call: { method: string; path: string; body?: object | undefined; apiKey: string }): string {
  const { method, path, body, apiKey } = call;
  const lines = [
    `curl -s${method === 'POST' || method === 'GET' ? '' : ` -X ${method}`} '${location.origin}/api/v1${path}'`,
  ];
  lines.push(`-H 'X-API-Key: ${apiKey}'`);
  if (body) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}
