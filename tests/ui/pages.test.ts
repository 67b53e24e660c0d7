import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { openStage, type Stage } from '../client/stage.js';
import { launchBrowser, openPage } from './browser.js';
import { writeDefinitions } from './definitions.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const KIB = 1024;

let stage: Stage | undefined;
let browser: Browser | undefined;
afterEach(async () => {
  await browser?.close();
  await stage?.close();
  browser = undefined;
  stage = undefined;
});

describe('the pages', () => {
  it('need less than 300 KB gzipped, all of them together', async () => {
    const folder = join(root, 'dist/ui');
    const shown = (await readdir(folder)).filter((name) => !name.endsWith('.map'));
    const sizes = await Promise.all(
      shown.map(async (name) => gzipSync(await readFile(join(folder, name))).length),
    );

    expect(shown).toEqual(
      expect.arrayContaining(['playground.html', 'playground.js', 'ops.html', 'ops.js', 'style.css']),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(300 * KIB);
  });

  it('bundle a client of at most 20 KB gzipped without socket.io-client, and without zod', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(root, 'src/client/index.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      external: ['socket.io-client'],
      write: false,
      metafile: true,
    });

    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(20 * KIB);
    expect(Object.keys(metafile.inputs).filter((file) => !file.includes('src/client/'))).toEqual([]);
  });

  it('may load nothing from elsewhere', async () => {
    stage = await openStage();

    for (const path of ['/', '/ops', '/ui/playground.js']) {
      const response = await fetch(stage.app.url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval');
    }
  });

  it('are not served in production unless switched on, and then without the demo', async () => {
    const production = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      JWT_SECRET: 'only-for-tests-0123456789-0123456789',
      ALLOWED_ORIGINS: 'https://game.example',
      DEFINITIONS: await writeDefinitions(),
    };
    stage = await openStage(production);
    for (const path of ['/', '/ops', '/ui/ops.js', '/playground/session']) {
      expect((await fetch(stage.app.url + path)).status).toBe(404);
    }
    await stage.close();

    stage = await openStage({ ...production, PLAYGROUND: 'on' });
    expect((await fetch(stage.app.url)).status).toBe(200);
    expect(await (await fetch(`${stage.app.url}/playground/session`)).json()).toEqual({});
  });

  it('ask for a key where there is no demo, and say what is wrong with one', async () => {
    stage = await openStage({ DEFINITIONS: await writeDefinitions() });
    browser = await launchBrowser();
    const { page } = await openPage(await browser.newContext(), stage.app.url);

    await page.getByLabel('API key').fill('wrong-key-1');
    await page.getByText('Open the playground').click();
    await page.getByText('INVALID_API_KEY').waitFor();
    await page.getByLabel('API key').fill('key-of-the-game');
    await page.getByText('Open the playground').click();

    await page.locator('#status', { hasText: 'Live' }).waitFor();
    await page.locator('#leaderboard .fault').waitFor();
  });

  it('say so when the server cannot be asked', async () => {
    stage = await openStage();
    browser = await launchBrowser();
    const context = await browser.newContext();
    await context.route('**/playground/session', (route) => route.abort());

    const { page } = await openPage(context, stage.app.url);

    await page.getByText('The playground could not open.').waitFor();
  });
});
