const TEXT = 1;
const CLOSE = 8;

export interface FrameEvents {
  /** Text of one message as bytes `start` to `end` of a buffer that is valid during the call only. */
  onText(bytes: Buffer, start: number, end: number): void;
  onClose(): void;
}

/** Reads unfragmented WebSocket frames of a server, without copying those that arrive whole. */
export class FrameReader {
  #rest: Buffer | undefined;

  constructor(private readonly events: FrameEvents) {}

  read(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      const end = this.#readFrame(bytes, at);
      if (end === undefined) {
        // The chunk's memory is used again for the next one.
        this.#rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at = end;
    }
  }

  #readFrame(bytes: Buffer, at: number): number | undefined {
    if (bytes.length < at + 2) return undefined;
    const short = (bytes[at + 1] ?? 0) & 127;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    if (bytes.length < start) return undefined;
    const size =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    const end = start + size;
    if (bytes.length < end) return undefined;

    const opcode = (bytes[at] ?? 0) & 15;
    if (opcode === TEXT) this.events.onText(bytes, start, end);
    else if (opcode === CLOSE) this.events.onClose();
    return end;
  }
}

/** A text message as a client has to send it; its mask is zero, which leaves the text as it is. */
export function writeFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x80 | TEXT;
  head[1] = 0x80 | (short ? payload.length : 126);
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
