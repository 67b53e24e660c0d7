import { textFrames } from '../websocket/text-frames.js';

/** "4", the type of an Engine.IO packet that carries a message. */
const ENGINE_MESSAGE = 0x34;

/** Text frames of one Engine.IO message per packet text, merged into one buffer: a single write carries them all. */
export const encodeFrames = (texts: readonly string[]): Buffer => textFrames(texts, ENGINE_MESSAGE);
