import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { Encoded } from './encoded.js';

/** Takes the place of a command's name when its packet was over the size limit; its payload was not read. */
export const OVERSIZED = Symbol('oversized packet');
/** Takes the place of a command's name when its packet could not be decoded. */
export const MALFORMED = Symbol('malformed packet');

/** Writes packets like Socket.IO, except that those with an `Encoded` argument are not encoded again and write themselves. */
export class RelayEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder['encode']> {
    const args: unknown = packet.data;
    const last: unknown = Array.isArray(args) ? args.at(-1) : undefined;
    if (!Array.isArray(args) || !(last instanceof Encoded)) return super.encode(packet);
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
    const before = args.slice(0, -1).map((value) => `${JSON.stringify(value)},`);
    last.writer.write(`${packet.type}${namespace}${packet.id ?? ''}[${before.join('')}${last.json}]`);
    return [];
  }
}

/** `type`, attachments (binary types only), namespace and acknowledgement id of a packet's text. */
const header = /^(\d)(?:(\d{1,9})-)?(\/[^,]{0,200})?,?(\d{1,15})?/;

interface Header {
  readonly type: PacketType;
  readonly nsp: string;
  readonly id: number | undefined;
  readonly attachments: number;
}

function readHeader(text: string): Header {
  const [, type = '-1', attachments = '0', nsp = '/', id] = header.exec(text) ?? [];
  const isBinary = type === '5' || type === '6';
  return {
    type: Number(type),
    nsp,
    id: id === undefined ? undefined : Number(id),
    attachments: isBinary ? Number(attachments) : 0,
  };
}

/** CONNECT packets remembered while they are not answered; a client has a handful of namespaces. */
const MAX_CONNECTING = 16;

/**
 * Reads packets like Socket.IO, except that once a client has asked for a namespace (`isOpen` is set) nothing it sends closes
 * the connection: what is too large or malformed arrives as an `OVERSIZED` or `MALFORMED` event, so that the command can be
 * answered, and what is for a namespace it has not joined is dropped, as is asking twice for one (clients do when `connect()`
 * is called while they are connecting).
 */
export class BoundedDecoder extends Decoder {
  /** Set by the first namespace a client asks for; tells which ones it has joined. */
  isOpen: ((namespace: string) => boolean) | undefined;
  readonly #maxBytes: number;
  /** Namespaces that were asked for and not answered; absent while there are none, which is nearly always. */
  #connecting: Set<string> | undefined;
  #packetBytes = 0;
  /** Attachments still to come for the current packet. */
  #expected = 0;
  #current: Header | undefined;
  /** The current packet was refused: its attachments are dropped as they come. */
  #isDropping = false;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  /** The client's request for a namespace is being answered; from now on it may ask again. */
  settle(namespace: string): void {
    this.#connecting?.delete(namespace);
    if (this.#connecting?.size === 0) this.#connecting = undefined;
  }

  override add(frame: unknown): void {
    if (typeof frame === 'string') {
      if (frame.startsWith('0')) this.#connect(frame);
      else if (this.isOpen) this.#addText(frame, this.isOpen);
      else super.add(frame);
    } else if (!this.isOpen) super.add(frame);
    else if (this.#expected > 0) this.#addAttachment(frame);
  }

  #connect(text: string): void {
    const { nsp } = readHeader(text);
    if (this.#connecting?.has(nsp)) return;
    if (this.isOpen?.(nsp)) {
      // A DISCONNECT just before this is carried out in the next tick only.
      setImmediate(() => {
        if (!this.isOpen?.(nsp)) this.#connect(text);
      });
      return;
    }
    this.#connecting ??= new Set();
    if (this.#connecting.size < MAX_CONNECTING) this.#connecting.add(nsp);
    try {
      super.add(text);
    } catch (error) {
      this.settle(nsp);
      if (!this.isOpen) throw error;
    }
  }

  #addText(text: string, isOpen: (namespace: string) => boolean): void {
    const current = readHeader(text);
    this.#abandon();
    this.#current = current;
    this.#expected = current.attachments;
    this.#isDropping = !isOpen(current.nsp);
    if (!this.#isDropping) this.#read(text, current);
  }

  #read(text: string, { type }: Header): void {
    this.#packetBytes = byteLength(text, this.#maxBytes);
    if (this.#packetBytes > this.#maxBytes) this.#refuse(OVERSIZED);
    else if (type === PacketType.CONNECT_ERROR) this.#refuse(MALFORMED);
    else this.#decode(text);
  }

  #addAttachment(frame: unknown): void {
    this.#expected -= 1;
    if (this.#isDropping) return;
    this.#packetBytes += frame instanceof Uint8Array ? frame.byteLength : 0;
    if (this.#packetBytes > this.#maxBytes) this.#refuse(OVERSIZED);
    else this.#decode(frame);
  }

  #decode(frame: unknown): void {
    try {
      super.add(frame);
    } catch {
      this.#refuse(MALFORMED);
    }
  }

  #refuse(name: typeof OVERSIZED | typeof MALFORMED): void {
    super.destroy();
    this.#isDropping = true;
    const { nsp = '/', id } = this.#current ?? {};
    const packet: Packet = { type: PacketType.EVENT, nsp, data: [name] };
    this.emitReserved('decoded', id === undefined ? packet : { ...packet, id });
  }

  /** A new text begins although attachments were to come: what came of the earlier packet is forgotten. */
  #abandon(): void {
    if (this.#expected > 0 && !this.#isDropping) super.destroy();
    this.#expected = 0;
  }
}

/** UTF-8 size of a text, counted only when it may matter. */
const byteLength = (text: string, limit: number): number =>
  text.length * 3 <= limit || text.length > limit ? text.length : Buffer.byteLength(text);
