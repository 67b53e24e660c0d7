import { connect } from 'node:net';

import { setImmediate } from 'node:timers/promises';

/**
 * Sends bytes, or several pieces of them one after another, over a TCP connection of its own and collects what comes back until the server closes it, or until `enough`
 * finds what it waits for.
 */
export function exchangeBytes(
  port: number,
  bytes: string | Uint8Array | readonly string[],
  enough: (text: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, async () => {
      for (const piece of Array.isArray(bytes) ? bytes : [bytes]) {
        socket.write(piece);
        await setImmediate();
      }
    });
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setEncoding('latin1');
    socket.on('data', (part) => {
      text += part;
      if (enough(text)) end();
    });
    socket.on('close', end);
    socket.on('error', end);
  });
}
