import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** A page and what it did that a good page does not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on its console, and errors nobody caught. */
  readonly errors: string[];
  /** Requests to other servers than its own. */
  readonly outside: string[];
}

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error that tells what to install */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = places.find((path) => path && existsSync(path));
  if (executablePath) return chromium.launch({ executablePath, args: quiet });
  throw new Error('These tests need Chromium: apt-get install chromium (or set CHROMIUM to its path)');
}

/** Opens a page of a server in a browser context and watches it. */
export async function openPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const watched: WatchedPage = { page, errors: [], outside: [] };
  page.on('console', (message) => message.type() === 'error' && watched.errors.push(message.text()));
  page.on('pageerror', (error) => watched.errors.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(url).host) watched.outside.push(request.url());
  });
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  return watched;
}

/** As a phone held upright. */
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
