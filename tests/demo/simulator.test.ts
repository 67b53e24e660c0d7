import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSimulator, type Simulator } from '../../src/demo/simulator.js';
import { eventually } from '../support/eventually.js';

let server: Server;
let calls: string[];
let simulator: Simulator;
let looks: number;
let isWatched: boolean;
beforeEach(async () => {
  calls = [];
  looks = 0;
  isWatched = false;
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  simulator = createSimulator({
    url: () => `http://127.0.0.1:${port}`,
    key: 'key',
    hasAudience: () => {
      looks += 1;
      return isWatched;
    },
    onFailure: () => {},
  });
});
afterEach(async () => {
  simulator.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the bots of the demo', () => {
  it('play while somebody watches', async () => {
    isWatched = true;
    simulator.wake();

    await eventually(() => expect(calls).toContain('POST /api/v1/events'));
  });

  it('do nothing while nobody is connected', async () => {
    simulator.wake();

    await eventually(() => expect(looks).toBeGreaterThan(2), 10_000);

    expect(calls).toEqual([]);
  });

  it('do nothing while paused, and go on when told to', async () => {
    isWatched = true;
    simulator.pause();
    simulator.wake();
    await eventually(() => expect(looks).toBeGreaterThan(2), 10_000);
    expect(calls).toEqual([]);
    expect(simulator.isRunning).toBe(false);

    simulator.resume();

    await eventually(() => expect(calls.length).toBeGreaterThan(0));
  });
});
