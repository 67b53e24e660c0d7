import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

const ours = 'https://game.example';

describe('the headers of an answer', () => {
  let open: OpenServer;
  let picky: OpenServer;
  beforeAll(async () => {
    open = await openServer();
    picky = await openServer({ environment: { ALLOWED_ORIGINS: `${ours},https://other.example` } });
  });
  afterAll(() => Promise.all([open.close(), picky.close()]));

  it.each(['/api/v1/echo', '/healthz', '/readyz', '/nothing'])('protect browsers: %s', async (path) => {
    const { headers } = await fetch(open.url + path);

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-request-id')).not.toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });

  it('let every page read when all origins are allowed', async () => {
    const { headers } = await fetch(`${open.url}/healthz`, { headers: { Origin: ours } });

    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('let only the allowed origins read', async () => {
    const allowed = await fetch(`${picky.url}/healthz`, { headers: { Origin: ours } });
    const other = await fetch(`${picky.url}/healthz`, { headers: { Origin: 'https://evil.example' } });

    expect(allowed.headers.get('access-control-allow-origin')).toBe(ours);
    expect(allowed.headers.get('vary')).toContain('Origin');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(other.headers.get('vary')).toContain('Origin');
  });

  it('answer a preflight request', async () => {
    const response = await fetch(`${picky.url}/api/v1/echo`, {
      method: 'OPTIONS',
      headers: { Origin: ours, 'Access-Control-Request-Method': 'POST' },
    });

    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(ours);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toContain('X-API-Key');
  });
});

describe('the probes', () => {
  let server: OpenServer;
  let reason: 'draining' | 'store_unavailable' | undefined;
  beforeAll(async () => {
    server = await openServer({
      environment: { METRICS_TOKEN: 'scrape-me-please' },
      notReady: () => reason,
    });
  });
  afterAll(() => server.close());

  it.each(['draining', 'store_unavailable'] as const)('say that a node is %s', async (why) => {
    reason = why;
    const ready = await fetch(`${server.url}/readyz`);
    const health = await fetch(`${server.url}/healthz`);
    reason = undefined;
    const readyAgain = await fetch(`${server.url}/readyz`);

    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: why });
    expect(health.status).toBe(200);
    expect(readyAgain.status).toBe(200);
  });

  it('show metrics to whoever has the token', async () => {
    const scrape = (authorization: string) =>
      fetch(`${server.url}/metrics`, { headers: { Authorization: authorization } });

    expect((await scrape('Bearer wrong')).status).toBe(401);
    expect((await scrape('')).status).toBe(401);
    const allowed = await scrape('Bearer scrape-me-please');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('content-type')).toContain('text/plain');
    expect(await allowed.text()).toContain('fanfare_http_requests_total{status="401"} 2');
  });
});
