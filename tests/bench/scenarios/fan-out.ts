import { parseChannelName } from '../../../src/contract/ids.js';
import type { Scenario, Stage } from '../stage.js';
import { callUs } from '../wire.js';
import { measureDelivery } from './delivery.js';

const project = 'bench';

/** Events of a game server to one room that every socket follows. */
export const fanOut = [
  fanOutTo(100, { outstanding: 64, perSecond: 100 }),
  fanOutTo(1000, { outstanding: 16, perSecond: 10 }),
  fanOutTo(5000, { outstanding: 8, perSecond: 2 }),
];

function fanOutTo(
  sockets: number,
  { outstanding, perSecond }: { outstanding: number; perSecond: number },
): Scenario {
  const name = `fan-out-${sockets}`;
  return {
    name,
    async run(stage) {
      const { load, server, options } = stage;
      const room = options.channel;
      await prepareChannel(stage, room);
      await load.connect({
        url: server.url,
        target: stage.name,
        project,
        first: 0,
        count: sockets,
        rooms: [room],
      });
      const order = { project, workload: { kind: 'room', room } } as const;
      await load.window({
        url: server.url,
        target: stage.name,
        ...order,
        pace: { outstanding },
        seconds: options.warmupSeconds,
      });

      const run = { scenario: name, ratio: 1, ...order };
      await measureDelivery(stage, { ...run, label: `${outstanding} outstanding`, pace: { outstanding } });
      await measureDelivery(stage, { ...run, label: '1 outstanding', pace: { outstanding: 1 } });
      await measureDelivery(stage, { ...run, label: `${perSecond} a second`, pace: { perSecond } });
    },
  };
}

/** A player's channel exists once the player does. */
async function prepareChannel({ name, server }: Stage, channel: string): Promise<void> {
  const { kind, id } = parseChannelName(channel) ?? {};
  if (name === 'peer' || kind !== 'player') return;
  await callUs(server.url, { project, method: 'PUT', path: `/players/${id}`, body: { displayName: id } });
}
