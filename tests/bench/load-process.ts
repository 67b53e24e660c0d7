import { fileURLToPath } from 'node:url';
import { launch } from './launch.js';
import type {
  Answer,
  Connected,
  ConnectOrder,
  LobbiesOrder,
  LobbiesPlayed,
  Order,
  Window,
  WindowOrder,
} from './load/orders.js';

/** The process that plays clients and game server. */
export interface LoadProcess {
  connect(order: Omit<ConnectOrder, 'kind'>): Promise<Connected>;
  window(order: Omit<WindowOrder, 'kind'>): Promise<Window>;
  playLobbies(order: Omit<LobbiesOrder, 'kind'>): Promise<LobbiesPlayed>;
  stop(): Promise<void>;
}

export async function startLoad(): Promise<LoadProcess> {
  const program = fileURLToPath(new URL('./load.ts', import.meta.url));
  const command = [process.execPath, '--import', 'tsx', program];
  const { child, stop } = launch({ core: 'load', command, messages: true });

  const nextAnswer = () =>
    new Promise<unknown>((resolve, reject) => {
      const onExit = () => reject(new Error('The load process ended'));
      child.once('exit', onExit);
      child.once('message', (answer: Answer) => {
        child.off('exit', onExit);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve('result' in answer ? answer.result : undefined);
      });
    });
  const ask = (order: Order): Promise<unknown> => {
    child.send(order);
    return nextAnswer();
  };

  await nextAnswer();
  return {
    // The load process answers each kind of order with its own kind of result.
    connect: async (order) => (await ask({ kind: 'connect', ...order })) as Connected,
    window: async (order) => (await ask({ kind: 'window', ...order })) as Window,
    playLobbies: async (order) => (await ask({ kind: 'lobbies', ...order })) as LobbiesPlayed,
    stop,
  };
}
