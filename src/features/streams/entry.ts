import { z } from 'zod';
import { AppError } from '../../contract/errors.js';
import type { Entry } from '../../engine/entries.js';
import { type NewPublication, NewPublication as Publication } from './contract.js';
import type { Versioned } from './versions.js';

/** What an entry of a Redis Stream asks for. */
export interface EntryOrder {
  readonly streamId: string;
  readonly publication: NewPublication;
  /** Undefined when the publisher does not count. */
  readonly versioned: Versioned | undefined;
}

/** The `type` of what comes this way, which names none. */
const TYPE = 'publication';

const Payload = z.object({
  channel: z.string().min(1),
  data: z.unknown(),
  tags: z.record(z.string(), z.string()).optional(),
  version: z.number().int().min(0).optional(),
  version_epoch: z.string().max(128).optional(),
});

/**
 * Reads an entry `method publish payload {"channel","data","version"?,"version_epoch"?,"tags"?}`. A channel is the stream of the
 * same id, with or without `stream:` before it; tags are keys.
 * @throws AppError VALIDATION_ERROR
 */
export function readEntry({ fields }: Entry): EntryOrder {
  const method = fields.get('method');
  if (method !== 'publish') throw refuse(`method must be publish, not ${method}`);
  const payload = Payload.safeParse(parseJson(fields.get('payload') ?? ''));
  if (!payload.success) throw refuse(`payload: ${z.prettifyError(payload.error)}`);
  const { channel, data, tags, version = 0, version_epoch: epoch = '' } = payload.data;
  const publication = Publication.safeParse({ type: TYPE, data, ...(tags && { keys: tags }) });
  if (!publication.success) throw refuse(`payload: ${z.prettifyError(publication.error)}`);
  return {
    streamId: channel.replace(/^stream:/, ''),
    publication: publication.data,
    // As in Centrifugo, version 0 says nothing.
    versioned: version === 0 ? undefined : { version, epoch },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('payload is not JSON');
  }
}

const refuse = (message: string): AppError => new AppError('VALIDATION_ERROR', { message });
