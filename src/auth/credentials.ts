import type { ProjectId } from '../contract/ids.js';

/** An API key as the definitions hold it: the text itself or its SHA-256 digest in hex. */
export interface ApiKeyDefinition {
  readonly key?: string | undefined;
  readonly keySha256?: string | undefined;
  readonly scopes: readonly string[];
  readonly requestsPerMinute?: number | undefined;
}

/** What authentication needs to know of a project. */
export interface ProjectCredentials {
  readonly id: ProjectId;
  readonly status: 'active' | 'inactive';
  readonly jwtSecret?: string | undefined;
  readonly otherJwtSecret?: string | undefined;
  readonly apiKeys: readonly ApiKeyDefinition[];
}

/** Where the projects' credentials come from: the part of the definitions' source that authentication uses. */
export interface CredentialsSource {
  projects(): readonly ProjectId[];
  /**
   * The same object until the project's definitions change.
   * @throws AppError NOT_FOUND for an unknown project
   */
  current(project: ProjectId): { readonly project: ProjectCredentials };
}
