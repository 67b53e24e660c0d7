import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../src/app.js';
import { readConfig, settings } from '../../src/config.js';
import { errors } from '../../src/contract/errors.js';
import { guideNames, readGuide } from './snippets.js';

interface AsyncApi {
  readonly channels: { readonly root: { readonly messages: Readonly<Record<string, { name: string }>> } };
}

let app: App;
const get = (path: string) => fetch(`${app.url}${path}`);
const links = (html: string): string[] =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, to = '']) => to);

beforeAll(async () => {
  app = await createApp(readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' }));
});
afterAll(() => app.close());

describe('the guides on a node', () => {
  it('are all linked from each other, and no link of theirs on the node leads nowhere', async () => {
    const start = await (await get('/guides')).text();
    const pages = links(start).filter((to) => to.startsWith('/guides/'));
    for (const name of guideNames) expect(pages).toContain(`/guides/${name}`);

    const all = new Set<string>();
    for (const page of pages.filter((to) => !to.endsWith('.css'))) {
      for (const to of links(await (await get(page)).text())) {
        if (!/^https?:/.test(to)) all.add(new URL(to, `${app.url}${page}`).pathname);
      }
    }
    for (const path of all) expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('run nothing and load nothing from elsewhere', async () => {
    const response = await get('/guides/operations');
    const html = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<iframe| style=| on\w+=/);
  });

  it('list every command and event', async () => {
    const html = await (await get('/guides/sockets')).text();
    // As AsyncAPI has it.
    const document = (await (await get('/asyncapi.json')).json()) as AsyncApi;
    const named = Object.values(document.channels.root.messages).map(({ name }) => name);
    for (const name of new Set(named)) expect(html).toContain(`<code>${name}</code></td>`);
  });

  it('list every error code', async () => {
    const html = await (await get('/guides/errors')).text();
    for (const [code, { status }] of Object.entries(errors)) {
      expect(html).toMatch(new RegExp(`<code>${code}</code></td>\\s*<td>${status}</td>`));
    }
  });

  it('name only metrics that exist', async () => {
    const metrics = await (await get('/metrics')).text();
    const named = readGuide('operations').match(/\b(fanfare|nodejs)_\w+/g) ?? [];
    for (const name of named) expect(metrics).toContain(name.replace(/_bucket$/, ''));
  });

  it('name only settings that exist', () => {
    // Of the process, a code that only clients know, and a kind of lobby.
    const others = ['NODE_OPTIONS', 'CONNECTION_LOST', 'INVITE_ONLY'];
    const known = [...Object.keys(settings), ...others];
    for (const guide of guideNames) {
      const named = readGuide(guide).match(/`[A-Z]+(_[A-Z]+)+\b/g) ?? [];
      for (const name of named.map((each) => each.slice(1))) {
        if (!(name in errors)) expect(known).toContain(name);
      }
    }
  });
});
