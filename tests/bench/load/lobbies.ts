import type { Post } from '../wire.js';
import { HttpLane } from './http-lane.js';
import type { LobbiesOrder, LobbiesPlayed } from './orders.js';

/** More players than are in lobbies at any time, so that nobody is in too many. */
const PLAYERS = 3000;
const PLAYERS_EACH = 3;

// Goes on from order to order, so that players come back.
let played = 0;

/** Plays so many lobbies, several at the same time. */
export async function playLobbies(order: LobbiesOrder): Promise<LobbiesPlayed> {
  const startedAt = performance.now();
  let left = order.count;
  let refused = 0;
  const playOn = async () => {
    const lane = new HttpLane(order.url, order.project);
    while (left-- > 0) if (!(await playLobby(lane, played++))) refused += 1;
    lane.close();
  };
  await Promise.all(Array.from({ length: order.outstanding }, playOn));
  return { elapsedMs: performance.now() - startedAt, refused };
}

async function playLobby(lane: HttpLane, number: number): Promise<boolean> {
  const player = (seat: number) => `player-${(number * PLAYERS_EACH + seat) % PLAYERS}`;
  const created = await post(lane, {
    path: '/api/v1/lobbies',
    body: `{"name":"Lobby ${number}","maxPlayers":4,"hostPlayerId":"${player(0)}"}`,
  });
  const [, lobbyId] = /"lobbyId":"([^"]+)"/.exec(created ?? '') ?? [];
  if (lobbyId === undefined) return false;

  const calls = [
    ['join', player(1)],
    ['join', player(2)],
    ['leave', player(1)],
    ['close', player(0)],
  ];
  for (const [call, playerId] of calls) {
    const path = `/api/v1/lobbies/${lobbyId}/${call}`;
    if ((await post(lane, { path, body: `{"playerId":"${playerId}"}` })) === undefined) return false;
  }
  return true;
}

/** The answer as text; undefined when it was refused. */
const post = (lane: HttpLane, call: Post): Promise<string | undefined> =>
  new Promise((resolve) =>
    lane.post(call, (ok, answer) => resolve(ok ? answer.toString('utf8') : undefined)),
  );
