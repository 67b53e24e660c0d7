import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { demoFile } from '../../src/features/definitions/demo.js';
import { call } from '../support/rest.js';
import { connectPlain, type PlainClient, type PlainOptions } from './plain-client.js';

/** A whole node in this process, with the clients that came to it. */
export interface OpenApp {
  readonly app: App;
  readonly url: string;
  connect(path: string, options?: PlainOptions): Promise<PlainClient>;
  publish(streamId: string, body: object): Promise<void>;
  close(): Promise<void>;
}

const [demo] = demoFile.projects;

/** Streams beside those of the demo project. */
const streams = [...(demo?.streams ?? []), { id: 'hidden', name: 'Hidden', keys: [{ name: 'game' }] }];

export interface OpenAppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Streams that replace those of the same id. */
  readonly streams?: readonly ({ readonly id: string } & object)[];
}

export async function openApp({
  environment = {},
  streams: own = [],
}: OpenAppOptions = {}): Promise<OpenApp> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-gateways-'));
  const file = join(folder, 'definitions.json');
  const kept = streams.filter(({ id }) => !own.some((each) => each.id === id));
  await writeFile(file, JSON.stringify({ projects: [{ ...demo, streams: [...kept, ...own] }] }));
  const base = { PORT: '0', LOG_LEVEL: 'silent', NODE_ENV: 'test', DRAIN_SECONDS: '0', DOCS: 'off' };
  const app = await createApp(readConfig({ ...base, DEFINITIONS: file, ...environment }));
  const clients: PlainClient[] = [];
  return {
    app,
    url: app.url,
    async connect(path, options) {
      const client = await connectPlain(app.url, path, options);
      clients.push(client);
      return client;
    },
    async publish(streamId, body) {
      const { status, body: answer } = await call(app.url, `/streams/${streamId}/publications`, { body });
      if (status !== 200) throw new Error(JSON.stringify(answer));
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}
