import type { PlainKind } from '../load/plain-socket.js';
import type { Scenario } from '../stage.js';
import { measureDelivery } from './delivery.js';

const project = 'bench';
const SOCKETS = 1000;
const room = 'plain';

/** Rounds of one game to everybody who follows it without Socket.IO. */
export const plainFanOut = [plainFanOutOver('websocket'), plainFanOutOver('sse')];

function plainFanOutOver(plain: PlainKind): Scenario {
  const name = `plain-${plain}-${SOCKETS}`;
  return {
    name,
    async run(stage) {
      const { load, server, options } = stage;
      const order = { project, workload: { kind: 'room', room, isPlain: true } } as const;
      const base = { url: server.url, target: stage.name };
      await load.connect({ ...base, project, first: 0, count: SOCKETS, rooms: [room], plain });
      await load.window({ ...base, ...order, pace: { outstanding: 16 }, seconds: options.warmupSeconds });

      const run = { scenario: name, ratio: 1.2, ...order };
      await measureDelivery(stage, { ...run, label: '16 outstanding', pace: { outstanding: 16 } });
      await measureDelivery(stage, { ...run, label: '1 outstanding', pace: { outstanding: 1 } });
      await measureDelivery(stage, { ...run, label: '10 a second', pace: { perSecond: 10 } });
    },
  };
}
