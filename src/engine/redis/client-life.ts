import { Cluster, type Command } from 'ioredis';
import type { Client } from './client.js';

// Waiting does not cure these.
const refused = /WRONGPASS|NOAUTH|NOPERM|invalid username-password/;
const CLOSE_MS = 1000;

/**
 * Connects a client for the first time.
 * @throws Error when it does not get through in time, or is refused
 */
export async function openClient(client: Client, timeoutMs: number): Promise<void> {
  let reason = 'no answer';
  const opened = new Promise<void>((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      if (client.status === 'ready') resolve();
      else reject(new Error(`Cannot reach Redis: ${reason}`));
    };
    const timer = setTimeout(settle, timeoutMs);
    client.once('ready', settle);
    client.once('end', settle);
    client.on('error', (error: Error) => {
      reason = error.message;
      if (refused.test(reason)) settle();
    });
  });
  // This tells about the first try only; the client tries on.
  client.connect().catch(() => {});
  await opened;
}

/** Ends a client's connections; resolves when no socket of it is left. */
export async function closeClient(client: Client): Promise<void> {
  if (client.status === 'end') return;
  let late: NodeJS.Timeout | undefined;
  const ended = new Promise((resolve) => {
    client.once('end', resolve);
    late = setTimeout(resolve, CLOSE_MS);
  });
  // Between two tries there is nothing to end.
  const waits = client.status === 'wait' || client.status === 'reconnecting';
  client.disconnect();
  // Saying goodbye to a server that does not answer would take its time.
  if (!(client instanceof Cluster)) client.stream?.destroy();
  if (!waits) await ended;
  clearTimeout(late);
}

/** Lets others use a client without looking at what its commands come to: a failed one must not end the process. */
export function forgiveFailures(client: Client): Client {
  const { sendCommand } = client;
  client.sendCommand = (command: Command, ...where: unknown[]) => {
    command.promise.catch(() => {});
    return Reflect.apply(sendCommand, client, [command, ...where]);
  };
  return client;
}
