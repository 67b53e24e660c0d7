import { type Caller, covers } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import { type ChannelName, channelName } from '../../contract/ids.js';
import { subscribeGrant } from '../../hub/channel-kind.js';
import type { Definitions } from '../definitions/compile.js';
import type { StreamDefinition } from './definition.js';

export const streamChannel = (streamId: string): ChannelName => channelName('stream', streamId);

/** @throws AppError STREAM_NOT_FOUND */
export function findStream({ streams }: Definitions, streamId: string): StreamDefinition {
  const stream = streams.get(streamId);
  if (!stream) throw new AppError('STREAM_NOT_FOUND');
  return stream;
}

/**
 * Lets anybody read a public stream, game servers and holders of the grant `subscribe:stream:<id>` any.
 * @param caller - undefined for somebody without credential
 * @throws AppError STREAM_NOT_FOUND | UNAUTHORIZED | FORBIDDEN
 */
export function admitReader(
  definitions: Definitions,
  streamId: string,
  caller: Caller | undefined,
): StreamDefinition {
  const stream = findStream(definitions, streamId);
  if (stream.public || caller?.kind === 'key') return stream;
  if (caller?.kind !== 'player') {
    throw new AppError('UNAUTHORIZED', { message: 'This stream is not public: a token is needed' });
  }
  if (covers(caller.grants, subscribeGrant(streamChannel(streamId)))) return stream;
  throw new AppError('FORBIDDEN');
}
