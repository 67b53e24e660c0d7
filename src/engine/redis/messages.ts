import type { ChannelName } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';

/** Reads what commit.lua publishes to a channel: epoch, offset and text in lines; the text is not looked into. */
export function parseLive(channel: ChannelName, message: string): RawPublication {
  const afterEpoch = message.indexOf('\n');
  const afterOffset = message.indexOf('\n', afterEpoch + 1);
  return {
    channel,
    epoch: message.slice(0, afterEpoch),
    offset: Number(message.slice(afterEpoch + 1, afterOffset)),
    text: message.slice(afterOffset + 1),
  };
}

/** Reads what commit.lua publishes to the firehose: the running number and the pub/sub channel, then as above. */
export function parseFirehose(
  livePrefix: string,
  message: string,
): { readonly seq: number; readonly raw: RawPublication } {
  const afterSeq = message.indexOf('\n');
  const afterLive = message.indexOf('\n', afterSeq + 1);
  // What follows the prefix is the name of the channel that was published to.
  const channel = message.slice(afterSeq + 1 + livePrefix.length, afterLive) as ChannelName;
  return { seq: Number(message.slice(0, afterSeq)), raw: parseLive(channel, message.slice(afterLive + 1)) };
}
