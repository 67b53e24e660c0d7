import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openStage, type Stage } from '../client/stage.js';
import { eventually } from '../support/eventually.js';
import { call, demoKey } from '../support/rest.js';
import { launchBrowser, openPage, phone } from './browser.js';

let browser: Browser;
let stage: Stage;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchBrowser();
  // Prometheus has a token of its own, which operators need not know.
  stage = await openStage({ METRICS_TOKEN: 'for-prometheus-only' });
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

async function signIn(key = demoKey) {
  const watched = await openPage(context, `${stage.app.url}/ops`);
  await watched.page.getByLabel('API key').fill(key);
  await watched.page.getByText('Sign in', { exact: true }).click();
  return watched;
}

const submit = async (page: Page, panel: string, values: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(values))
    await page.locator(`#${panel} [name="${name}"]`).fill(value);
  await page.locator(`#${panel} button[type="submit"]`).click();
};

describe('the operator page', () => {
  it('lets nobody in with a wrong key', async () => {
    const { page } = await signIn('wrong-key-1');

    await page.getByText('INVALID_API_KEY').waitFor();

    expect(await page.locator('#nodes').count()).toBe(0);
  });

  it('keeps the key nowhere: after a reload it asks again', async () => {
    const { page } = await signIn();
    await page.locator('#nodes').waitFor();

    const kept = await page.evaluate(
      'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])',
    );
    await page.reload();

    expect(kept).not.toContain(demoKey);
    await page.getByLabel('API key').waitFor();
  });

  it('shows nodes, audience, numbers and what is published, without errors', async () => {
    const client = stage.join('ann');
    await client.subscribe({ channel: 'player', playerId: 'ann' }).ready();
    const { page, errors, outside } = await signIn();

    await page.locator('#nodes td', { hasText: 'memory' }).waitFor();
    await page.locator('#audience li', { hasText: 'player:ann' }).waitFor();
    await page.getByText('None since these nodes started.').waitFor();
    await eventually(async () => {
      await stage.track('ann', 'match_won');
      expect(await page.locator('#feed li[data-channel="player:ann"]').count()).toBeGreaterThan(0);
      for (const title of ['Events tracked', 'Publications']) {
        const chart = page.locator('.chart', { hasText: title });
        expect(await chart.locator('strong').textContent()).toMatch(/^(0\.[1-9]|[1-9])/);
      }
    });
    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('looks a player up and shows what happens to it', async () => {
    await stage.track('ben', 'match_won');
    const { page } = await signIn();
    await page.locator('#feed .muted', { hasText: 'online' }).waitFor();

    await submit(page, 'lookup', { playerId: 'ben' });
    await page.locator('.facts', { hasText: '1 (25 XP)' }).waitFor();
    await stage.track('ben', 'match_won');

    await page.locator('.facts', { hasText: '1 (50 XP)' }).waitFor();
    await page.locator('#lookup .log li', { hasText: 'xp_updated' }).waitFor();
    await submit(page, 'lookup', { playerId: 'nobody-here' });
    await page.getByText('PLAYER_NOT_FOUND').waitFor();
  });

  it('tries an event out against the rules without doing it', async () => {
    const { page } = await signIn();

    await submit(page, 'dry-run', {
      playerId: 'cleo',
      eventType: 'match_finished',
      properties: '{"score":10}',
    });

    await page.locator('.dry-run li', { hasText: 'sharp-score' }).getByText('not met: where').waitFor();
    expect(await stage.player('cleo')).toMatchObject({ error: { code: 'PLAYER_NOT_FOUND' } });
    await submit(page, 'dry-run', { properties: 'oops' });
    await page.getByText('not a JSON object').waitFor();
  });

  it('revokes tokens and announces to everybody', async () => {
    const { body } = await call(stage.app.url, '/auth/socket-token', { body: { playerId: 'dan' } });
    const dan = stage.join('dan', { token: body.token });
    const eve = stage.join('eve');
    const heard: unknown[] = [];
    eve.on('announcement', (fields) => heard.push(fields));
    await Promise.all([dan.send('ping', {}), eve.send('ping', {})]);
    const { page } = await signIn();

    await submit(page, 'revoke', { playerId: 'dan' });
    await page.getByText('Sockets closed').waitFor();
    await eventually(() => expect(dan).toMatchObject({ status: 'closed', error: { code: 'UNAUTHORIZED' } }));
    await submit(page, 'announce', { title: 'Soon', message: 'We restart at noon' });

    await eventually(() => expect(heard).toMatchObject([{ title: 'Soon', message: 'We restart at noon' }]));
  });

  it('fits a phone', async () => {
    await context.close();
    context = await browser.newContext(phone);
    const { page } = await signIn();
    await page.locator('#nodes td').first().waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
