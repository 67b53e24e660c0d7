import { io, type Socket } from 'socket.io-client';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { demoKey } from '../support/rest.js';
import { Documented } from './documented.js';

// biome-ignore lint/suspicious/noExplicitAny: of every shape, and checked against the document before anybody looks into it
type Checked = any;

/** A node, its documents, and clients that check everything they get against them. */
export interface Stage {
  readonly documented: Documented;
  /** Calls with the demo key, or as the player whose token is given; returns the body. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; as?: string; status?: number },
  ): Promise<Checked>;
  connect(playerId: string): Promise<Player>;
  close(): Promise<void>;
}

export interface Player {
  readonly token: string;
  readonly socket: Socket;
  ask(command: string, payload?: object): Promise<Checked>;
}

/** Events a game server makes up, which no document can know. */
const ownEvents = ['goal', 'announcement'];

/** Resolves with the next event of a name. */
export const heard = (player: Player, name: string): Promise<void> =>
  new Promise((resolve) => player.socket.once(name, () => resolve()));

export async function openStage(): Promise<Stage> {
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DRAIN_SECONDS: '0', COMMANDS_PER_SECOND: '1000' };
  const app: App = await createApp(readConfig(environment));
  const documented = await Documented.of(app.url);
  const faults: unknown[] = [];
  const sockets: Socket[] = [];

  const call: Stage['call'] = async (method, path, { body, as, status } = {}) => {
    const response = await fetch(app.url + path, {
      method: method.toUpperCase(),
      headers: {
        'content-type': 'application/json',
        ...(as ? { authorization: `Bearer ${as}` } : { 'x-api-key': demoKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const answer = { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text };
    if (answer.status !== (status ?? answer.status) || (status === undefined && answer.status >= 300)) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    documented.checkAnswer(method, path, answer);
    return answer.body;
  };

  return {
    documented,
    call,
    async connect(playerId) {
      const { token } = app.mintToken({
        project: 'demo',
        playerId,
        name: playerId,
        grants: ['moderate:chat:*'],
        ttlSeconds: 900,
      });
      const socket = io(app.url, {
        auth: { token },
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
      });
      sockets.push(socket);
      socket.onAny((name: string, fields: unknown) => {
        if (ownEvents.includes(name)) return;
        try {
          documented.checkMessage(name, 'event', fields);
        } catch (error) {
          faults.push(error);
        }
      });
      await new Promise((resolve, reject) =>
        socket.once('connect', () => resolve(undefined)).once('connect_error', reject),
      );
      const ask: Player['ask'] = async (command, payload = {}) => {
        const answer = await socket.timeout(5_000).emitWithAck(command, payload);
        if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer)}`);
        documented.checkMessage(command, 'answer', answer);
        return answer;
      };
      return { token, socket, ask };
    },
    async close() {
      for (const socket of sockets) socket.close();
      await app.close();
      if (faults.length > 0) throw new AggregateError(faults, `undocumented: ${faults.join('\n')}`);
    },
  };
}
