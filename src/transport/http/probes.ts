import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { AppError } from '../../contract/errors.js';
import type { Metrics } from '../../observe.js';
import type { Answers } from './answers.js';

/** Why a node must get no new traffic now. */
export type NotReady = 'draining' | 'store_unavailable';

/** What the probes ask the rest of the node. */
export interface Health {
  /** Undefined when it may get traffic. */
  notReady(): NotReady | undefined;
}

export interface ProbeParts {
  readonly answers: Answers;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Undefined: `/metrics` is open. */
  readonly metricsToken: string | undefined;
}

/** The calls of those who run the node, by path. */
export function createProbes(parts: ProbeParts): Readonly<Record<string, RequestHandler>> {
  const { answers, health, metrics, metricsToken } = parts;
  const isAllowed = metricsToken === undefined ? () => true : sameAs(`Bearer ${metricsToken}`);

  const healthz: RequestHandler = (request, response) =>
    answers.send(answers.begin(request, response), 200, '{"status":"ok"}');

  const readyz: RequestHandler = (request, response) => {
    const reason = health.notReady();
    const text = JSON.stringify({ status: reason ?? 'ready' });
    answers.send(answers.begin(request, response), reason === undefined ? 200 : 503, text);
  };

  const scrape: RequestHandler = async (request, response) => {
    const exchange = answers.begin(request, response);
    if (!isAllowed(request.headers.authorization ?? '')) {
      answers.fail(
        exchange,
        new AppError('UNAUTHORIZED', { message: 'Send the metrics token as Bearer token' }),
      );
      return;
    }
    const text = await metrics.registry.metrics();
    response.writeHead(200, {
      'Content-Type': metrics.registry.contentType,
      'Cache-Control': 'no-store',
      'X-Request-Id': exchange.requestId,
    });
    response.end(text);
  };

  return { '/healthz': healthz, '/readyz': readyz, '/metrics': scrape };
}

/** Compares in a time that does not depend on where the texts differ. */
function sameAs(secret: string): (text: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(secret);
  return (text) => timingSafeEqual(digest(text), wanted);
}
