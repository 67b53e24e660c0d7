import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openStage, type Stage } from '../client/stage.js';
import { eventually } from '../support/eventually.js';
import { launchBrowser, openPage, phone } from './browser.js';

let browser: Browser;
let stage: Stage;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchBrowser();
  stage = await openStage();
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

let players = 0;
const newPlayer = (): string => `guest-${++players}`;
const openAs = (playerId: string) => openPage(context, `${stage.proxy.url}/?player=${playerId}`);
const xpOf = (page: Page) => page.locator('#player .xp-words span').first().textContent();
const isLive = (page: Page) => page.locator('#player .xp-words').waitFor();
const press = (page: Page, label: string) => page.getByText(label, { exact: true }).click();

describe('the playground', () => {
  it('shows something that moves without typing, with no error and no request to another server', async () => {
    const { page, errors, outside } = await openAs(newPlayer());

    await eventually(
      async () => expect(await page.locator('.ranking li').count()).toBeGreaterThan(3),
      20_000,
    );
    const first = await page.locator('.ranking').textContent();
    await eventually(
      async () => expect(await page.locator('.ranking').textContent()).not.toBe(first),
      20_000,
    );

    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('shows an event of the API in two tabs at once', async () => {
    const playerId = newPlayer();
    const [one, two] = [await openAs(playerId), await openAs(playerId)];
    await Promise.all([isLive(one.page), isLive(two.page)]);

    await stage.track(playerId, 'match_won');

    await eventually(async () =>
      expect([await xpOf(one.page), await xpOf(two.page)]).toEqual(['25 XP', '25 XP']),
    );
    await one.page.getByText('First win', { exact: true }).waitFor();
    await one.page.locator('#log li[data-event="xp_updated"] code').first().waitFor();
  });

  it('misses nothing while its connection is cut', async () => {
    const playerId = newPlayer();
    const { page } = await openAs(playerId);
    await isLive(page);

    await page.getByLabel('Cut my connection').check();
    await page.locator('#status', { hasText: 'Cut off' }).waitFor();
    for (let round = 0; round < 3; round++) await stage.track(playerId, 'match_won');
    expect(await xpOf(page)).toBe('0 XP');
    await page.getByLabel('Cut my connection').uncheck();

    await eventually(async () => expect(await xpOf(page)).toBe('175 XP'));
    await eventually(async () =>
      expect(await page.locator('#story').textContent()).toMatch(/\d+ missed events arrived in order/),
    );
    await page.getByText('Level 2!', { exact: true }).waitFor();
  });

  it('comes back by itself when the network breaks', async () => {
    const playerId = newPlayer();
    const { page } = await openAs(playerId);
    await isLive(page);

    stage.proxy.down(true);
    await page.locator('#player.stale').waitFor();
    await stage.track(playerId, 'match_won');
    stage.proxy.down(false);

    await eventually(async () => expect(await xpOf(page)).toBe('25 XP'), 15_000);
  });

  it('shows each call as curl with its answer, also a refusal', async () => {
    const playerId = newPlayer();
    const { page } = await openAs(playerId);
    await isLive(page);

    await press(page, 'Win a match');
    await page.locator('.answer.good', { hasText: '200' }).waitFor();
    expect(await page.locator('.curl').textContent()).toContain(
      `-d '{"playerId":"${playerId}","eventType":"match_won"}'`,
    );
    await press(page, 'Spend 50 coins');

    await page.locator('.answer.bad', { hasText: 'INSUFFICIENT_FUNDS' }).waitFor();
  });

  it('lets two players meet in a lobby and chat, and shows who is typing', async () => {
    const [host, guest] = [newPlayer(), newPlayer()];
    const one = await openAs(host);
    await press(one.page, 'Create a lobby');
    await one.page.locator(`.seat[data-player="${host}"]`).waitFor();
    const two = await openAs(guest);
    await two.page.locator('.lobbies li', { hasText: host }).getByText('Join').click();
    await one.page.locator(`.seat[data-player="${guest}"]`).waitFor();
    await two.page.locator('#lobby').getByText('Ready', { exact: true }).click();
    await one.page.locator(`.seat.is-ready[data-player="${guest}"]`).waitFor();

    await one.page.getByRole('tab', { name: 'Lobby' }).click();
    await two.page.getByRole('tab', { name: 'Lobby' }).click();
    await two.page.getByLabel('Message', { exact: true }).pressSequentially('<b>hi</b>');
    await one.page.getByText(`${guest} is typing …`).waitFor();
    await two.page.keyboard.press('Enter');

    await one.page.locator('.message-text', { hasText: '<b>hi</b>' }).waitFor();
    await press(one.page, 'Start');
    await two.page.locator('.state.started').waitFor();
    await press(two.page, 'Leave');
    await two.page.getByText('Create a lobby').waitFor();
    expect([...one.errors, ...two.errors]).toEqual([]);
  });

  it('can be used with a keyboard alone', async () => {
    const { page } = await openAs(newPlayer());
    await isLive(page);

    await page.getByRole('tab', { name: 'This week' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[role="tab"][aria-selected="true"]', { hasText: 'All time' }).waitFor();
    await page.getByRole('button', { name: 'Win a match' }).focus();
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await xpOf(page)).toBe('25 XP'));
    await page.getByRole('button', { name: 'Create a lobby' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Ready', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Not ready' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Not ready');
    await page.locator('#cut').focus();
    await page.keyboard.press('Space');

    await page.locator('#status', { hasText: 'Cut off' }).waitFor();
  });

  it('fits a phone', async () => {
    await context.close();
    context = await browser.newContext(phone);
    const { page, errors } = await openAs(newPlayer());
    await isLive(page);
    await page.locator('.ranking li').first().waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    for (const id of ['player', 'actions', 'leaderboard', 'lobby', 'chat', 'log']) {
      expect((await page.locator(`#${id}`).boundingBox())?.width).toBeLessThanOrEqual(390);
    }
    expect(errors).toEqual([]);
  });

  it('pauses its bots and lets them go on', async () => {
    const { page } = await openAs(newPlayer());

    await page.getByRole('button', { name: 'Pause bots' }).click();
    await page.getByRole('button', { name: 'Start bots' }).click();

    await page.getByRole('button', { name: 'Pause bots' }).waitFor();
  });
});
