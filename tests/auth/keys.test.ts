import { describe, expect, it } from '@jest/globals';
import { createKeys } from '../../src/auth/keys.js';
import { Projects, projects, sha256 } from './projects.js';

const failing = (attempt: () => unknown): unknown => {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('API keys', () => {
  it('know the project and scopes of a key', () => {
    const caller = createKeys(new Projects())('ff_open_all');

    expect(caller).toEqual({
      kind: 'key',
      project: 'open',
      keyId: sha256('ff_open_all').slice(0, 12),
      scopes: ['*'],
    });
  });

  it('know a key of which only the digest is stored', () => {
    const caller = createKeys(new Projects())('ff_open_hashed');

    expect(caller).toMatchObject({ project: 'open', scopes: ['events:write'], requestsPerMinute: 3 });
  });

  it.each(['', 'ff_open_al', 'ff_open_all ', 'FF_OPEN_ALL', sha256('ff_open_hashed'), '__proto__'])(
    'refuse %j',
    (text) => {
      const keys = createKeys(new Projects());

      expect(failing(() => keys(text))).toMatchObject({ code: 'INVALID_API_KEY' });
    },
  );

  it('refuse a key of an inactive project', () => {
    const keys = createKeys(new Projects());

    expect(failing(() => keys('ff_closed_all'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('follow the definitions: a new key works and a removed one does not', () => {
    const source = new Projects();
    const keys = createKeys(source);
    keys('ff_open_all');

    source.replace({ id: 'open', status: 'active', apiKeys: [{ key: 'ff_open_new', scopes: ['*'] }] });

    expect(keys('ff_open_new').project).toBe('open');
    expect(failing(() => keys('ff_open_all'))).toMatchObject({ code: 'INVALID_API_KEY' });
  });

  it('follow a project that becomes inactive', () => {
    const source = new Projects();
    const keys = createKeys(source);
    keys('ff_open_all');
    const [open] = projects;

    if (open) source.replace({ ...open, status: 'inactive' });

    expect(failing(() => keys('ff_open_all'))).toMatchObject({ code: 'FORBIDDEN' });
  });
});
