import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRevocations } from '../../src/auth/revocations.js';
import type { PlayerCaller } from '../../src/contract/caller.js';
import { type Engine, Unavailable } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';

const at = Date.UTC(2026, 0, 1, 12, 0, 0, 500);

const ada: PlayerCaller = {
  kind: 'player',
  project: 'open',
  playerId: 'ada',
  grants: [],
  tokenId: 't-1',
  issuedAt: at - 10,
  expiresAt: at + 900_000,
};

const revoked = { code: 'UNAUTHORIZED', message: 'The token was revoked' };

describe('revocations', () => {
  let engine: Engine;
  beforeEach(() => {
    engine = openMemoryEngine({ retention: () => ({ publications: 1, ttlMs: 1 }) });
  });
  afterEach(() => engine.close());

  it('refuse tokens a player got before, and only those', async () => {
    const revocations = createRevocations(engine.marks);
    await revocations.revoke('open', { playerId: 'ada' }, at);

    await expect(revocations.admit(ada)).rejects.toMatchObject(revoked);
    await expect(revocations.admit({ ...ada, issuedAt: at })).rejects.toMatchObject(revoked);
    await expect(revocations.admit({ ...ada, issuedAt: at + 1 })).resolves.toBeUndefined();
    await expect(revocations.admit({ ...ada, playerId: 'bob' })).resolves.toBeUndefined();
    await expect(revocations.admit({ ...ada, project: 'own' })).resolves.toBeUndefined();
  });

  it('refuse a token that says only the second of the revocation', async () => {
    const revocations = createRevocations(engine.marks);
    await revocations.revoke('open', { playerId: 'ada' }, at);

    await expect(revocations.admit({ ...ada, issuedAt: at - 500 })).rejects.toMatchObject(revoked);
    await expect(revocations.admit({ ...ada, issuedAt: at + 500 })).resolves.toBeUndefined();
  });

  it('refuse one token by its id', async () => {
    const revocations = createRevocations(engine.marks);
    await revocations.revoke('open', { tokenId: 't-1' }, at);

    await expect(revocations.admit(ada)).rejects.toMatchObject(revoked);
    await expect(revocations.admit({ ...ada, tokenId: 't-2' })).resolves.toBeUndefined();
  });

  it('refuse a banned player whatever the token, until the ban is lifted', async () => {
    const revocations = createRevocations(engine.marks);
    const later = { ...ada, issuedAt: at + 1_000_000 };
    await revocations.ban('open', 'ada', at);
    await revocations.revoke('open', { playerId: 'ada' }, at);

    const banned = { code: 'FORBIDDEN', message: 'The player is banned' };
    await expect(revocations.admit(later)).rejects.toMatchObject(banned);
    await expect(revocations.admit({ ...later, playerId: 'bob' })).resolves.toBeUndefined();

    await revocations.lift('open', 'ada');
    await expect(revocations.admit(later)).resolves.toBeUndefined();
    await expect(revocations.admit(ada)).rejects.toMatchObject(revoked);
  });

  it('cannot be checked while the store is away', async () => {
    const away = () => Promise.reject(new Unavailable());
    const revocations = createRevocations({ put: away, get: away });

    await expect(revocations.admit(ada)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(revocations.revoke('open', { tokenId: 't-1' }, at)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
