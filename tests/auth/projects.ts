import { createHash } from 'node:crypto';
import type { CredentialsSource, ProjectCredentials } from '../../src/auth/credentials.js';
import { AppError } from '../../src/contract/errors.js';

export const nodeSecret = 'secret-of-the-node-0123456789-0123456789';
export const ownSecret = 'secret-of-one-project-0123456789-01234567';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Three projects: `open` uses the node's secret, `own` its own, `closed` is inactive. */
export const projects: readonly ProjectCredentials[] = [
  {
    id: 'open',
    status: 'active',
    apiKeys: [
      { key: 'ff_open_all', scopes: ['*'] },
      { keySha256: sha256('ff_open_hashed'), scopes: ['events:write'], requestsPerMinute: 3 },
    ],
  },
  {
    id: 'own',
    status: 'active',
    jwtSecret: ownSecret,
    apiKeys: [{ key: 'ff_own_tokens', scopes: ['tokens:write'] }],
  },
  { id: 'closed', status: 'inactive', apiKeys: [{ key: 'ff_closed_all', scopes: ['*'] }] },
];

/** A source whose projects a test may replace. */
export class Projects implements CredentialsSource {
  #byId = new Map(projects.map((project) => [project.id, { project }]));

  projects(): readonly string[] {
    return [...this.#byId.keys()];
  }

  current(id: string): { readonly project: ProjectCredentials } {
    const found = this.#byId.get(id);
    if (!found) throw new AppError('NOT_FOUND');
    return found;
  }

  replace(project: ProjectCredentials): void {
    this.#byId.set(project.id, { project });
  }
}
