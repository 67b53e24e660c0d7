import { createHash } from 'node:crypto';
import type { KeyCaller } from '../contract/caller.js';
import { AppError } from '../contract/errors.js';
import type { CredentialsSource } from './credentials.js';

interface KnownKey {
  readonly caller: KeyCaller;
  readonly isActive: boolean;
  /** The definitions the key was read from; others in force mean the index is old. */
  readonly definitions: object;
}

/**
 * Finds the caller of an API key. Keys are indexed by digest, so how long a look-up takes says nothing about the keys
 * that exist. The index follows changed definitions.
 * @returns a function that throws AppError INVALID_API_KEY | FORBIDDEN (project inactive)
 */
export function createKeys(source: CredentialsSource): (text: string) => KeyCaller {
  let index = indexKeys(source);

  const find = (digest: string): KnownKey | undefined => {
    const known = index.get(digest);
    if (known && source.current(known.caller.project) === known.definitions) return known;
    index = indexKeys(source);
    return index.get(digest);
  };

  return (text) => {
    const known = find(sha256(text));
    if (!known) throw new AppError('INVALID_API_KEY');
    if (!known.isActive) throw inactive();
    return known.caller;
  };
}

/** What the credentials of an inactive project get. */
export const inactive = (): AppError => new AppError('FORBIDDEN', { message: 'The project is not active' });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function indexKeys(source: CredentialsSource): Map<string, KnownKey> {
  const index = new Map<string, KnownKey>();
  for (const id of source.projects()) {
    const definitions = source.current(id);
    for (const { key, keySha256, scopes, requestsPerMinute } of definitions.project.apiKeys) {
      const digest = keySha256?.toLowerCase() ?? sha256(key ?? '');
      const caller: KeyCaller = {
        kind: 'key',
        project: id,
        keyId: digest.slice(0, 12),
        scopes,
        ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      };
      index.set(digest, { caller, isActive: definitions.project.status === 'active', definitions });
    }
  }
  return index;
}
