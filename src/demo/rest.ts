/** The API as a bot uses it. */
export interface Rest {
  get(path: string): Promise<unknown>;
  send(method: 'POST' | 'PUT', path: string, body: object, token?: string): Promise<unknown>;
}

const TIMEOUT_MS = 5_000;

/** Calls the API with a key, or with a player's token. */
export function createRest(url: () => string, key: string): Rest {
  const call = async (path: string, request: RequestInit): Promise<unknown> => {
    const response = await fetch(`${url()}/api/v1${path}`, {
      ...request,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    // What a bot may not do just now (a mute, a full lobby) is part of the game.
    return response.ok && text !== '' ? JSON.parse(text) : undefined;
  };
  const withKey = { 'X-API-Key': key };

  return {
    get: (path) => call(path, { headers: withKey }),
    send: (method, path, body, token) =>
      call(path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          ...(token === undefined ? withKey : { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      }),
  };
}
