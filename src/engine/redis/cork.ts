import type { Duplex } from 'node:stream';

const corked = new WeakSet<Duplex>();

/** Holds back what is written to a stream until the current turn ends, so that it goes out in one system call. */
export function cork(stream: Duplex): void {
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  process.nextTick(() => {
    corked.delete(stream);
    stream.uncork();
  });
}
