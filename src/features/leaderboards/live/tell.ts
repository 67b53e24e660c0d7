import { storedEvent } from '../../../commit/stored.js';
import type { ChannelName } from '../../../contract/ids.js';
import type { Offset } from '../../../contract/position.js';
import type { BoardSink } from './board-sink.js';

/** Sends an event of one position to some sinks. */
export type Tell = (
  name: string,
  fields: Readonly<Record<string, unknown>>,
  sinks: readonly BoardSink[],
) => void;

/** Makes events of one position; one encoding serves all who get the same event. */
export function teller(channel: ChannelName, { epoch, offset }: Offset): Tell {
  const at = Date.now();
  return (name, fields, sinks) => {
    if (sinks.length === 0) return;
    const events = [storedEvent(channel, { name, fields }, at)];
    const publication = { channel, epoch, offset, at, events };
    for (const sink of sinks) void sink.transport.send(publication);
  };
}
