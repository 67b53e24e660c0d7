import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { readJsonObject } from '../http/body.js';
import { pageSecurity } from '../http/fixed-headers.js';

/** What a page may use without asking for a key: the demo project, in development only. */
export interface Demo {
  readonly apiKey: string;
  readonly simulator: {
    readonly isRunning: boolean;
    wake(): void;
    pause(): void;
    resume(): void;
  };
}

export interface PagesParts {
  readonly playground: boolean;
  readonly operatorPage: boolean;
  /** Absent: the playground asks for a key. */
  readonly demo?: Demo | undefined;
}

/** Where the build leaves the pages; the same for sources and build. */
const folder = fileURLToPath(new URL('../../../dist/ui/', import.meta.url));
const MAX_SWITCH_BYTES = 1_024;

/** Serves the playground at `/` and the operator page at `/ops`. */
export function createPages({ playground, operatorPage, demo }: PagesParts): RequestHandler {
  const router = Router();
  if (playground || operatorPage) {
    router.use('/ui', pageSecurity, express.static(folder, { index: false, maxAge: 0 }));
  }
  if (operatorPage) router.get('/ops', pageSecurity, page('ops.html'));
  if (!playground) return router;

  router.get('/', pageSecurity, page('playground.html'));
  router.get('/playground/session', (_request, response) => {
    demo?.simulator.wake();
    response.set('Cache-Control', 'no-store').json(sessionOf(demo));
  });
  router.post('/playground/simulator', async (request, response) => {
    const { running } = await readJsonObject(request, MAX_SWITCH_BYTES);
    if (running === true) demo?.simulator.resume();
    else demo?.simulator.pause();
    response.json(sessionOf(demo));
  });
  return router;
}

const sessionOf = (demo: Demo | undefined) =>
  demo ? { apiKey: demo.apiKey, simulator: { running: demo.simulator.isRunning } } : {};

const page =
  (name: string): RequestHandler =>
  (_request, response, next) => {
    if (existsSync(folder + name)) response.set('Cache-Control', 'no-cache').sendFile(name, { root: folder });
    else next();
  };
