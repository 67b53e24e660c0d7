import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const pages = [
  { name: 'playground', title: 'playground', path: '/' },
  { name: 'ops', title: 'operations', path: '/ops' },
];

/** Bundles the pages into a folder: everything a browser needs, so that no other server is asked. */
export async function buildPages(folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(here, 'icon.svg'), path.join(folder, 'icon.svg'));
  const template = readFileSync(path.join(here, 'page.html'), 'utf8');
  for (const page of pages) {
    const html = template.replace(/\{(\w+)\}/g, (_, word) => page[word]);
    writeFileSync(path.join(folder, `${page.name}.html`), html);
  }
  const scripts = pages.map(({ name }) => [name, path.join(here, name, 'main.ts')]);
  await build({
    entryPoints: { ...Object.fromEntries(scripts), style: path.join(here, 'style/style.css') },
    outdir: folder,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
}
