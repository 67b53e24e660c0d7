import { pino } from 'pino';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RecentErrors } from './recent-errors.js';

/** Names whose values never reach a log line, at any depth the loggers use. */
const secrets = [
  'token',
  'password',
  'secret',
  'key',
  'authorization',
  'apiKey',
  'inviteCode',
  'hmacSecret',
  'jwtSecret',
  'otherJwtSecret',
];

export type Log = pino.Logger;

/** JSON lines on stderr; warnings and worse are noted for the operator page, too. */
export const createLog = (level: string, recentErrors?: RecentErrors): Log =>
  pino(
    {
      level,
      ...(recentErrors && { hooks: { logMethod: noting(recentErrors) } }),
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
    },
    pino.destination({ fd: 2, sync: false }),
  );

const WARN = 40;

type LogMethod = NonNullable<NonNullable<pino.LoggerOptions['hooks']>['logMethod']>;

const noting = ({ note }: RecentErrors): LogMethod =>
  function (this, values, method, level) {
    if (level >= WARN)
      note({ at: Date.now(), level: this.levels.labels[level] ?? '', message: textOf(values) });
    method.apply(this, values);
  };

/** The words of a log call, with those of its error; never its other fields, which may hold secrets. */
function textOf(values: readonly unknown[]): string {
  const [fields] = values;
  const words = values.filter((value) => typeof value === 'string');
  const error = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined;
  return [...words, error instanceof Error ? error.message : undefined].filter(Boolean).join(': ');
}

/** What a node counts about itself; served at `/metrics`. All names begin with `fanfare_`. */
export function createMetrics() {
  const registry = new Registry();
  // At its default of 10 ms, watching the event loop costs an idle node more than everything else.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name: `fanfare_${name}_total`, help, labelNames, registers: [registry] });
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `fanfare_${name}`, help, labelNames, registers: [registry] });

  /** A number that is asked for whenever somebody looks. */
  const measure = (name: string, help: string, read: () => number): void => {
    const asked: Gauge = new Gauge({
      name: `fanfare_${name}`,
      help,
      registers: [registry],
      collect: () => asked.set(read()),
    });
  };

  const metrics = {
    registry,
    measure,
    events: counter('events', 'Tracked events by outcome', ['status']),
    commits: counter('commits', 'Commits applied'),
    conflicts: counter('conflicts', 'Commits computed again because the channel had moved'),
    deliveries: counter('deliveries', 'Events written to connections'),
    recoveries: counter('recoveries', 'Subscriptions with `since`, by whether everything missed was sent', [
      'recovered',
    ]),
    gapsFilled: counter('gaps_filled', 'Publications a feed had to read from history'),
    resyncs: counter('resyncs', 'Connections that had to take a snapshot because a gap could not be bridged'),
    connections: gauge('connections', 'Open connections by transport', ['transport']),
    disconnects: counter('disconnects', 'Connections closed by the server, by reason', ['reason']),
    rateLimited: counter('rate_limited', 'Calls and commands refused by a limit', ['limit']),
    requests: counter('http_requests', 'HTTP answers by status', ['status']),
    streamEntries: counter('stream_entries', 'Entries of consumed Redis Streams, by outcome', ['outcome']),
    commitToDeliver: new Histogram({
      name: 'fanfare_commit_to_deliver_seconds',
      help: 'Time from the commit of a publication to its hand-over to connections of this node',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers: [registry],
    }),
  };
  beginAtNought(metrics);
  return metrics;
}

/** What alerts look at: a counter that first shows as 1 has not risen, as far as Prometheus can tell. */
function beginAtNought({ requests, recoveries, disconnects, streamEntries }: AlertedCounters): void {
  for (const status of ['500', '503']) requests.inc({ status }, 0);
  for (const recovered of ['true', 'false']) recoveries.inc({ recovered }, 0);
  disconnects.inc({ reason: 'slow_consumer' }, 0);
  streamEntries.inc({ outcome: 'dead' }, 0);
}

interface AlertedCounters {
  readonly requests: Counter<'status'>;
  readonly recoveries: Counter<'recovered'>;
  readonly disconnects: Counter<'reason'>;
  readonly streamEntries: Counter<'outcome'>;
}

export type Metrics = ReturnType<typeof createMetrics>;

export interface Observe {
  readonly log: Log;
  readonly metrics: Metrics;
}
