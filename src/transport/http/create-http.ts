import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Authenticator } from '../../auth/authenticator.js';
import type { Config } from '../../config.js';
import { AppError, invalid } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Feature } from '../../contract/operation.js';
import type { Observe } from '../../observe.js';
import { createClientAddress } from '../client-address.js';
import type { Limits } from '../limits.js';
import { API_BASE, listRoutes } from '../routes.js';
import { type Answers, createAnswers } from './answers.js';
import { createCallers } from './callers.js';
import { createCors } from './cors.js';
import { createProbes, type Health } from './probes.js';
import { serveRoute } from './serve-route.js';

export interface HttpParts {
  readonly config: Config;
  readonly observe: Observe;
  /** What is asked for most comes first: routes are tried in this order. */
  readonly features: readonly Feature[];
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly health: Health;
  /** Owns calls without credential. */
  readonly publicProject?: ProjectId | undefined;
  /** What else answers on the port (documentation, gateways, pages); tried after the API's routes. */
  readonly others?: readonly RequestHandler[] | undefined;
}

/**
 * The HTTP side of a node as an Express app, ready for `http.createServer`. The API's routes come first and need no
 * middleware: each reads credential and body itself.
 */
export function createHttp(parts: HttpParts): Express {
  const { config, observe, features, authenticator, limits, health, publicProject, others = [] } = parts;
  const answers = createAnswers(observe, createCors(config.ALLOWED_ORIGINS));
  const addressOf = createClientAddress(config.TRUST_PROXY);
  const callers = createCallers({ authenticator, limits, addressOf, publicProject });
  const probes = createProbes({
    answers,
    health,
    metrics: observe.metrics,
    metricsToken: config.METRICS_TOKEN,
  });

  const app = express().disable('x-powered-by').disable('etag').enable('case sensitive routing');
  for (const route of listRoutes(features)) {
    const serve = serveRoute({ answers, callers, limits }, route);
    app[route.method](API_BASE + route.path, serve);
  }
  for (const [path, probe] of Object.entries(probes)) app.get(path, probe);
  if (others.length > 0) app.use(tag(answers), ...others);
  app.options('/{*path}', preflight(answers));
  app.use(notFound(answers), failed(answers));
  return app;
}

const tag =
  (answers: Answers): RequestHandler =>
  (request, response, next) => {
    answers.tag(request, response);
    next();
  };

const preflight =
  (answers: Answers): RequestHandler =>
  (request, response) =>
    answers.preflight(answers.begin(request, response));

const notFound =
  (answers: Answers): RequestHandler =>
  (request, response) => {
    const error = new AppError('NOT_FOUND', { message: `There is no ${request.method} ${request.path}` });
    answers.fail(answers.begin(request, response), error);
  };

/** What the router or one of the others threw; a status of 4xx is the router's word for a path it cannot read. */
const failed =
  (answers: Answers): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const isOurs = error instanceof AppError;
    const status = !isOurs && error instanceof Error && 'status' in error ? Number(error.status) : 500;
    const shown = status >= 400 && status < 500 ? invalid({ field: 'path', message: 'is not valid' }) : error;
    answers.fail(answers.begin(request, response), shown);
  };
