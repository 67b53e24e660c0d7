import { ownRoom, signToken, wires, XP_PER_EVENT } from '../wire.js';
import { type BenchSocket, openSocket } from './bench-socket.js';
import { CommonOrder } from './common-order.js';
import type { Connected, ConnectOrder } from './orders.js';
import { openPlainSocket, type PlainKind } from './plain-socket.js';
import type { Tally } from './tally.js';

const CONNECTING_AT_ONCE = 100;
/** Events of one player stay below this, so that player and number make one key. */
export const EVENTS_PER_PLAYER = 1_000_000;

const roomEvent = Buffer.from('42["bench",');
const chatEvent = Buffer.from('42["chat_message",');
const playerEvent = Buffer.from('42["xp_updated",');
const n = Buffer.from('"n":');
const xp = Buffer.from('"xp":');
const content = Buffer.from('"content":"');

/** A room that several sockets follow. */
export interface Room {
  readonly members: (BenchSocket | undefined)[];
  readonly order: CommonOrder;
}

interface Guest {
  readonly player: string;
  readonly token: string;
  readonly room: string | undefined;
}

interface PlainGuest extends Pick<ConnectOrder, 'url' | 'target'> {
  readonly plain: PlainKind;
  readonly name: string;
  readonly room: Room;
  /** Its place in the room. */
  readonly index: number;
}

/** All open sockets. What they get goes to the tally of the window that is running. */
export class Audience {
  tally: Tally | undefined;
  closed = 0;
  readonly #rooms = new Map<string, Room>();

  /** Deliveries that broke the common order of their room. */
  get disordered(): number {
    let broken = 0;
    for (const { order } of this.#rooms.values()) broken += order.broken;
    return broken;
  }

  room(name: string): Room {
    const known = this.#rooms.get(name);
    const room = known ?? { members: [], order: new CommonOrder() };
    if (!known) this.#rooms.set(name, room);
    return room;
  }

  async connect(order: ConnectOrder): Promise<Connected> {
    const players = Array.from({ length: order.count }, (_, index) => `player-${order.first + index}`);
    const tokens = players.map((player) => signToken(order.project, player));
    const startedAt = performance.now();
    let next = 0;
    const openNext = async () => {
      for (let index = next++; index < order.count; index = next++) {
        const room = order.rooms?.[Math.floor((index * order.rooms.length) / order.count)];
        await this.#open(order, { player: players[index] ?? '', token: tokens[index] ?? '', room });
      }
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, openNext));
    return { elapsedMs: performance.now() - startedAt };
  }

  async #open({ url, target, plain }: ConnectOrder, { player, token, room: name }: Guest): Promise<void> {
    const number = Number(player.slice('player-'.length));
    const room = name === undefined ? undefined : this.room(name);
    const index = room ? room.members.push(undefined) - 1 : 0;
    if (room && plain) return this.#openPlain({ url, target, plain, room, index, name: name ?? '' });
    const socket = await openSocket({
      port: Number(new URL(url).port),
      token,
      join: wires[target].join(name ?? ownRoom(player)),
      onEvent: room
        ? (bytes, start, end) => this.#noteRoomEvent(room, index, bytes.subarray(start, end))
        : (bytes, start, end) => this.#notePlayerEvent(number, bytes.subarray(start, end)),
      onClosed: () => {
        this.closed += 1;
      },
    });
    if (room) room.members[index] = socket;
  }

  #openPlain({ url, target, plain, room, index, name }: PlainGuest): Promise<void> {
    return openPlainSocket({
      kind: plain,
      port: Number(new URL(url).port),
      path: wires[target].plainPath(plain, name),
      onMessage: (bytes) => {
        // A heartbeat has none.
        if (bytes.includes(n)) this.#noteNumber(room, index, readNumber(bytes, n));
      },
      onClosed: () => {
        this.closed += 1;
      },
    });
  }

  #noteNumber({ order }: Room, socket: number, number: number): void {
    order.note(socket, number);
    this.tally?.arrived(number, socket, performance.now());
  }

  #noteRoomEvent(room: Room, socket: number, packet: Buffer): void {
    const marker = startsWith(packet, chatEvent) ? content : startsWith(packet, roomEvent) ? n : undefined;
    if (!marker) return;
    this.#noteNumber(room, socket, readNumber(packet, marker));
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
