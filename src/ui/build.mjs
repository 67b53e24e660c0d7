import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;

/** Bundles the pages into a folder: everything a browser needs, so that no other server is asked. */
export async function buildPages(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['playground.html', 'ops.html', 'icon.svg']) {
    cpSync(path.join(here, name), path.join(folder, name));
  }
  await build({
    entryPoints: {
      playground: path.join(here, 'playground/main.ts'),
      ops: path.join(here, 'ops/main.ts'),
      style: path.join(here, 'style/style.css'),
    },
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
