import type { Scenario, Stage } from '../stage.js';
import { callUs } from '../wire.js';
import { measureDelivery } from './delivery.js';

const LOBBIES = 500;
const SEATS = 4;
const project = 'bench';

interface Talk {
  readonly name: string;
  readonly ratio: number;
  readonly outstanding: number;
  readonly perSecond: number;
  readonly sockets: number;
  /** Makes the rooms; the players are spread over them in equal runs. */
  readonly prepare: (stage: Stage) => Promise<readonly string[]>;
}

/** Messages written over the members' own sockets; ours keeps them, the peer only passes them on. */
export const chat: readonly Scenario[] = [
  talking({
    name: 'chat-channel',
    ratio: 1.05,
    outstanding: 16,
    perSecond: 10,
    sockets: 1000,
    prepare: async () => ['chat:hall'],
  }),
  talking({
    name: 'chat-lobbies',
    ratio: 1.5,
    outstanding: 64,
    perSecond: 500,
    sockets: LOBBIES * SEATS,
    prepare: seatEverybody,
  }),
];

function talking({ name, ratio, outstanding, perSecond, sockets, prepare }: Talk): Scenario {
  return {
    name,
    async run(stage) {
      const { load, server, options } = stage;
      const rooms = await prepare(stage);
      await load.connect({ url: server.url, target: stage.name, project, first: 0, count: sockets, rooms });
      const order = { project, workload: { kind: 'chat', rooms } } as const;
      await load.window({
        url: server.url,
        target: stage.name,
        ...order,
        pace: { outstanding },
        seconds: options.warmupSeconds,
      });

      const run = { scenario: name, ratio, ...order };
      await measureDelivery(stage, { ...run, label: `${outstanding} outstanding`, pace: { outstanding } });
      await measureDelivery(stage, { ...run, label: `${perSecond} a second`, pace: { perSecond } });
    },
  };
}

/** Seats the players in lobbies by fours, and names the lobbies' chats. */
async function seatEverybody({ name, server }: Stage): Promise<readonly string[]> {
  const numbers = Array.from({ length: LOBBIES }, (_, number) => number);
  if (name === 'peer') return numbers.map((number) => `chat:lobby-${number}`);

  const rooms: string[] = [];
  for (const number of numbers) {
    const [host, ...guests] = Array.from({ length: SEATS }, (_, seat) => `player-${number * SEATS + seat}`);
    const settings = { name: `Lobby ${number}`, maxPlayers: SEATS, hostPlayerId: host };
    const { lobbyId } = await callUs(server.url, { project, path: '/lobbies', body: settings });
    for (const playerId of guests)
      await callUs(server.url, { project, path: `/lobbies/${lobbyId}/join`, body: { playerId } });
    rooms.push(`chat:${lobbyId}-chat`);
  }
  return rooms;
}
