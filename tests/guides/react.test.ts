import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { openStage, type Stage } from '../client/stage.js';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { launchBrowser, openPage } from '../ui/browser.js';
import { examples, root } from './snippets.js';

let stage: Stage;
let game: Server;
let browser: Browser;
beforeAll(async () => {
  stage = await openStage();
  game = await serveGame();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  game?.close();
  await stage?.close();
});

/** The example in the guide to the client as a browser gets it. */
async function bundle(url: string): Promise<string> {
  const [example = ''] = examples('client', 'tsx');
  const { outputFiles } = await build({
    stdin: {
      contents: example.replaceAll('http://127.0.0.1:3000', url),
      loader: 'tsx',
      resolveDir: join(root, 'tests'),
    },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    // Its own checks of hooks and of components that are mounted twice.
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves a game of its own that uses the example; its backend knows that ann is logged in. */
async function serveGame(): Promise<Server> {
  const script = await bundle(stage.app.url);
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/game.js"></script>';
  const server = createServer(async ({ url }, response) => {
    if (url === '/token') response.end(await mintToken(stage.app.url, 'ann'));
    else if (url === '/game.js') response.setHeader('Content-Type', 'text/javascript').end(script);
    else response.setHeader('Content-Type', 'text/html').end(page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** How many connections follow a channel. */
async function audience(channel: string): Promise<number> {
  const { body } = await call(stage.app.url, '/admin/nodes');
  const channels: { channel: string; subscribers: number }[] = body.channels;
  return channels.find((each) => each.channel === channel)?.subscribers ?? 0;
}

it('shows in React what happens, as it happens, and follows only what is shown', async () => {
  const { port } = game.address() as AddressInfo; // of a server that listens on a port
  const { page, errors } = await openPage(await browser.newContext(), `http://127.0.0.1:${port}/`);

  await page.getByRole('status').filter({ hasText: 'online' }).waitFor();
  await page.getByText('Level 1, 0 XP').waitFor();
  await stage.track('ann', 'match_won');
  await page.getByText('Level 1, 25 XP').waitFor();
  await page.getByText('ann: 25').waitFor();
  expect(await audience('leaderboard:weekly-xp')).toBe(1);

  await page.getByRole('button', { name: 'Leaderboard' }).click();
  await eventually(async () => expect(await audience('leaderboard:weekly-xp')).toBe(0));
  expect(await page.getByRole('listitem').count()).toBe(0);
  await stage.track('ann', 'match_won');
  await page.getByText('Level 1, 50 XP').waitFor();

  await page.getByRole('button', { name: 'Leaderboard' }).click();
  await page.getByText('ann: 50').waitFor();
  expect(errors).toEqual([]);
});
