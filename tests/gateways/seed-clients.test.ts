import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { type OpenApp, openApp } from './open-app.js';
import { followMarketTick, listenToMarkets, WebSocketClient } from './seeds/browser-clients.js';

const seeds = fileURLToPath(new URL('seeds', import.meta.url));
/** Debian: apt install python3-websockets. */
const python = spawnSync('/usr/bin/python3', ['-c', 'import websockets']).status === 0 ? it : it.skip;
/** Debian: apt install golang-go golang-github-gorilla-websocket-dev; 460 MB, so it runs only where somebody has it. */
const hasGo = existsSync('/usr/bin/go') && existsSync('/usr/share/gocode/src/github.com/gorilla/websocket');
const go = hasGo ? it : it.skip;

const round = (id: number) => ({
  type: 'round',
  keys: { game: 'crash', type: 'multiplier' },
  data: {
    round_id: id,
    game_id: 1,
    game_slug: 'crash',
    game_type: 'multiplier',
    finished_at: '2026-01-17T00:45:42.735266-03:00',
    extras: '{"point": "11.72"}',
    timestamp: 1_768_621_542_123,
  },
});

describe('the sample clients as their authors printed them, but for the host', () => {
  let node: OpenApp;
  let folder: string;
  const programs: ChildProcess[] = [];
  const endings: (() => void)[] = [];

  beforeAll(async () => {
    node = await openApp();
    folder = await mkdtemp(join(tmpdir(), 'fanfare-seeds-'));
    await node.publish('rounds', round(1));
  });
  afterEach(() => {
    for (const program of programs.splice(0)) program.kill();
    for (const end of endings.splice(0)) end();
  });
  afterAll(async () => {
    await node.close();
    await rm(folder, { recursive: true });
  });

  const host = () => new URL(node.url).host;
  /** A sample with its host changed and nothing else. */
  const adapt = async (name: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, (await readFile(join(seeds, name), 'utf8')).replace('localhost:3000', host()));
    return file;
  };
  const run = (command: string, args: string[]): { lines(): string[] } => {
    const program = spawn(command, args, { env: { ...process.env, PYTHONUNBUFFERED: '1' } });
    programs.push(program);
    let text = '';
    for (const stream of [program.stdout, program.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    }
    return { lines: () => text.split('\n').filter((line) => line !== '') };
  };

  it('the hook of the market feed gets the ticks of its market', async () => {
    const ticks: unknown[] = [];
    endings.push(
      followMarketTick({
        url: `ws://${host()}/ws`,
        marketKey: 'team-arsenal',
        setTick: (tick) => ticks.push(tick),
        WebSocket,
      }),
    );
    const tick = (market: string, price: number) => ({
      type: 'candle_update',
      keys: { market },
      data: { price, time: 1_745_399_700 },
    });

    await eventually(async () => {
      await node.publish('market', { publications: [tick('team-leeds', 1), tick('team-arsenal', 602.4)] });
      expect(ticks.length).toBeGreaterThan(0);
    });

    expect(ticks[0]).toEqual({ price: 602.4, time: 1_745_399_700 });
  });

  it('the plain client of the market feed gets the acknowledgement and what follows', async () => {
    const messages: unknown[] = [];
    endings.push(
      listenToMarkets({ url: `ws://${host()}/ws`, log: (message) => messages.push(message), WebSocket }),
    );
    await eventually(() => messages.length === 2);

    const goal = { matchId: 1371134, teamId: 13, eventType: 'goal', indexDelta: 8, minute: 34 };
    await node.publish('market', { type: 'live_event', broadcast: true, data: goal });

    await eventually(() => messages.length === 3);
    expect(messages).toEqual([
      'Connected',
      { type: 'subscribed', markets: ['team-arsenal', 'player-saka'] },
      { type: 'live_event', ...goal },
    ]);
  });

  it('the browser class of the game rounds gets the latest and every later one', async () => {
    const logged: unknown[][] = [];
    const client = new WebSocketClient('crash', {
      host: host(),
      WebSocket,
      log: (...line) => logged.push(line),
    });
    endings.push(() => client.stop());
    client.connect();
    await eventually(() => logged.length === 3);

    await node.publish('rounds', round(2));

    await eventually(() => logged.length === 5);
    expect(logged).toEqual([
      ['WebSocket connected'],
      ['New round:', 1],
      ['Result:', { point: '11.72' }],
      ['New round:', 2],
      ['Result:', { point: '11.72' }],
    ]);
  });

  python('the Python client of the game rounds prints rounds', async () => {
    const { lines } = run('/usr/bin/python3', [await adapt('rounds_client.py')]);

    await eventually(() => expect(lines()).toHaveLength(2), 15_000);

    expect(lines()[0]).toBe('Connected to WebSocket');
    expect(lines()[1]).toMatch(/^Round \d+: \{"point": "11.72"\}$/);
  });

  go('the Go client of the game rounds logs rounds', async () => {
    const binary = join(folder, 'rounds-client');
    execFileSync('/usr/bin/go', ['build', '-o', binary, await adapt('rounds_client.go')], {
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: '/usr/share/gocode',
        CGO_ENABLED: '0',
        GOCACHE: join(folder, 'go'),
      },
    });

    const { lines } = run(binary, []);

    await eventually(() => expect(lines().length).toBeGreaterThan(0), 15_000);
    expect(lines()[0]).toMatch(/Round \d+: "\{\\"point\\": \\"11.72\\"\}"$/);
  });
});
