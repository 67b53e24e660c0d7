import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { playerEvents } from '../../src/features/players/contract.js';
import { createDocs } from '../../src/transport/docs/create-docs.js';
import { openExample } from './example-feature.js';
import { type OpenServer, openServer } from './open-server.js';

describe('the documentation on the port', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer({
      others: [createDocs({ features: [openExample()], events: [playerEvents] })],
    });
  });
  afterAll(() => server.close());

  it.each(['/openapi.json', '/asyncapi.json'])('has %s', async (path) => {
    const response = await fetch(server.url + path);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(await response.json()).toHaveProperty('info.title', 'Fanfare');
  });

  it('has a page that loads from nowhere else', async () => {
    const response = await fetch(`${server.url}/docs/`);
    const html = await response.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(response.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect(asset).not.toMatch(/^(https?:)?\/\//);
      expect((await fetch(new URL(asset, `${server.url}/docs/`))).status).toBe(200);
    }
  });

  it('leaves unknown paths to the envelope', async () => {
    const response = await fetch(`${server.url}/nothing`);

    expect(response.status).toBe(404);
    expect(await response.json()).toHaveProperty('error.code', 'NOT_FOUND');
  });
});
