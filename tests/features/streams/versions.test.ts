import { describe, expect, it } from '@jest/globals';
import { advance, type Versions } from '../../../src/features/streams/versions.js';

const reached = (...states: (readonly [version: number, epoch: string])[]): Versions | undefined =>
  states.reduce<Versions | undefined>(
    (current, [version, epoch]) => advance(current, { version, epoch }) ?? current,
    undefined,
  );

describe('versions of a state', () => {
  it('begin with whatever comes first', () => {
    expect(reached([7, 'a'])).toEqual({ version: 7, epoch: 'a', replaced: [] });
  });

  it('go up only; equal counts as old', () => {
    const current = reached([7, 'a']);

    expect(advance(current, { version: 7, epoch: 'a' })).toBeUndefined();
    expect(advance(current, { version: 6, epoch: 'a' })).toBeUndefined();
    expect(advance(current, { version: 8, epoch: 'a' })).toMatchObject({ version: 8 });
  });

  it('begin again with a new epoch, and never with one that was replaced', () => {
    const current = reached([7, 'a'], [1, 'b']);

    expect(current).toEqual({ version: 1, epoch: 'b', replaced: ['a'] });
    expect(advance(current, { version: 8, epoch: 'a' })).toBeUndefined();
    expect(advance(current, { version: 2, epoch: 'b' })).toMatchObject({ version: 2 });
  });

  it('of a publisher without epochs are compared by number alone', () => {
    expect(advance(reached([7, 'a']), { version: 8, epoch: '' })).toMatchObject({ version: 8, epoch: 'a' });
    expect(reached([7, ''], [1, 'a'])).toEqual({ version: 1, epoch: 'a', replaced: [] });
  });

  it('remember the last 16 replaced epochs', () => {
    const epochs = Array.from({ length: 20 }, (_, n) => [1, `e${n}`] as const);

    expect(reached(...epochs)?.replaced).toEqual(epochs.slice(3, 19).map(([, epoch]) => epoch));
  });
});
