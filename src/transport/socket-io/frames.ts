/** Text frames of one Engine.IO message per packet text, merged into one buffer: a single write carries them all. */
export function encodeFrames(texts: readonly string[]): Buffer {
  let total = 0;
  for (const text of texts) total += frameBytes(Buffer.byteLength(text) + 1);
  const frames = Buffer.allocUnsafe(total);
  let at = 0;
  for (const text of texts) {
    at = writeHeader(frames, at, Buffer.byteLength(text) + 1);
    frames[at] = ENGINE_MESSAGE;
    at += 1;
    at += frames.write(text, at, 'utf8');
  }
  return frames;
}

const frameBytes = (payloadBytes: number): number => headerBytes(payloadBytes) + payloadBytes;

/** "4", the type of an Engine.IO packet that carries a message. */
const ENGINE_MESSAGE = 0x34;
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
