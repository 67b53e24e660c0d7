import type { Authenticator } from './authenticator.js';
import type { CredentialsSource } from './credentials.js';
import { createKeys } from './keys.js';
import type { Revocations } from './revocations.js';
import type { Tokens } from './tokens.js';

export interface AuthenticatorParts {
  readonly source: CredentialsSource;
  readonly tokens: Tokens;
  readonly revocations: Revocations;
}

/** Puts keys, tokens and revocations behind the one interface the transports use. */
export const createAuthenticator = ({ source, tokens, revocations }: AuthenticatorParts): Authenticator => ({
  key: createKeys(source),
  token: tokens.verify,
  admit: revocations.admit,
});
