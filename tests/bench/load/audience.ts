import type { Socket } from 'node:net';
import { ownRoom, signToken, wires, XP_PER_EVENT } from '../wire.js';
import { openSocket } from './bench-socket.js';
import { CommonOrder } from './common-order.js';
import type { Connected, ConnectOrder } from './orders.js';
import type { Tally } from './tally.js';

const CONNECTING_AT_ONCE = 100;
/** Events of one player stay below this, so that player and number make one key. */
export const EVENTS_PER_PLAYER = 1_000_000;

const roomEvent = Buffer.from('42["bench",');
const playerEvent = Buffer.from('42["xp_updated",');
const n = Buffer.from('"n":');
const xp = Buffer.from('"xp":');

/** All open sockets. What they get goes to the tally of the window that is running. */
export class Audience {
  tally: Tally | undefined;
  closed = 0;
  readonly order = new CommonOrder();
  readonly #sockets: Socket[] = [];
  #joined = 0;

  /** How many sockets follow the common room. */
  get roomSize(): number {
    return this.#joined;
  }

  async connect(order: ConnectOrder): Promise<Connected> {
    const players = Array.from({ length: order.count }, (_, index) => `player-${order.first + index}`);
    const tokens = players.map((player) => signToken(order.project, player));
    const startedAt = performance.now();
    let next = 0;
    const openNext = async () => {
      for (let index = next++; index < order.count; index = next++) {
        await this.#open(order, players[index] ?? '', tokens[index] ?? '');
      }
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, openNext));
    return { elapsedMs: performance.now() - startedAt };
  }

  async #open(order: ConnectOrder, player: string, token: string): Promise<void> {
    const number = Number(player.slice('player-'.length));
    const index = this.#joined++;
    const socket = await openSocket({
      port: Number(new URL(order.url).port),
      token,
      join: wires[order.target].join(order.room ?? ownRoom(player)),
      onEvent: order.room
        ? (bytes, start, end) => this.#noteRoomEvent(index, bytes.subarray(start, end))
        : (bytes, start, end) => this.#notePlayerEvent(number, bytes.subarray(start, end)),
      onClosed: () => {
        this.closed += 1;
      },
    });
    this.#sockets.push(socket);
  }

  #noteRoomEvent(socket: number, packet: Buffer): void {
    if (!startsWith(packet, roomEvent)) return;
    const number = readNumber(packet, n);
    this.order.note(socket, number);
    this.tally?.arrived(number, socket, performance.now());
  }

  #notePlayerEvent(player: number, packet: Buffer): void {
    if (!startsWith(packet, playerEvent)) return;
    const k = readNumber(packet, xp) / XP_PER_EVENT;
    this.tally?.arrived(player * EVENTS_PER_PLAYER + k, 0, performance.now());
  }
}

function startsWith(packet: Buffer, prefix: Buffer): boolean {
  for (let at = 0; at < prefix.length; at += 1) if (packet[at] !== prefix[at]) return false;
  return true;
}

function readNumber(packet: Buffer, marker: Buffer): number {
  let value = 0;
  for (let at = packet.indexOf(marker) + marker.length; at < packet.length; at += 1) {
    const digit = (packet[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}
