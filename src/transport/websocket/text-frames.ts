/**
 * WebSocket text frames, one per message, merged into one buffer: a single write carries them all.
 * @param lead - a character, as its code, that each message begins with
 */
export function textFrames(texts: readonly string[], lead?: number): Buffer {
  const leadBytes = lead === undefined ? 0 : 1;
  let total = 0;
  for (const text of texts) {
    const payloadBytes = Buffer.byteLength(text) + leadBytes;
    total += headerBytes(payloadBytes) + payloadBytes;
  }
  const frames = Buffer.allocUnsafe(total);
  let at = 0;
  for (const text of texts) {
    at = writeHeader(frames, at, Buffer.byteLength(text) + leadBytes);
    if (lead !== undefined) frames[at] = lead;
    at += leadBytes;
    at += frames.write(text, at, 'utf8');
  }
  return frames;
}

/** A final frame of text, RFC 6455 section 5.2. */
const FINAL_TEXT = 0x81;

const headerBytes = (payloadBytes: number): number => {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
};

/** Servers send unmasked, so the header is only the length; returns where the payload starts. */
function writeHeader(frames: Buffer, at: number, payloadBytes: number): number {
  frames[at] = FINAL_TEXT;
  if (payloadBytes < 126) {
    frames[at + 1] = payloadBytes;
  } else if (payloadBytes < 65_536) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(payloadBytes, at + 2);
  } else {
    frames[at + 1] = 127;
    frames.writeBigUInt64BE(BigInt(payloadBytes), at + 2);
  }
  return at + headerBytes(payloadBytes);
}
