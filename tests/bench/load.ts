import { Audience } from './load/audience.js';
import { playLobbies } from './load/lobbies.js';
import type { Answer, Order } from './load/orders.js';
import type { Counters } from './load/publisher.js';
import { runWindow } from './load/window.js';

// The load process: opens sockets and publishes as the main process tells it, one order at a time.
const audience = new Audience();
const counters: Counters = { room: 0, nextPlayer: 0, perPlayer: [] };
const answer = (message: Answer) => process.send?.(message);

function obey(order: Order): Promise<unknown> {
  if (order.kind === 'connect') return audience.connect(order);
  return order.kind === 'lobbies' ? playLobbies(order) : runWindow(order, audience, counters);
}

process.on('message', (order: Order) => {
  obey(order).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
answer({ ready: true });
