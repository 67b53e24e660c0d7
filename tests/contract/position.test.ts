import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPosition, parsePosition } from '../../src/contract/position.js';

const part = fc.stringMatching(/^[a-z0-9]{1,20}$/);
const position = fc.record(
  {
    epoch: fc.tuple(part, part).map(([life, random]) => `${life}.${random}`),
    offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    index: fc.nat({ max: 999_999 }),
  },
  { requiredKeys: ['epoch', 'offset'] },
);

describe('a position', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(position, (written) => expect(parsePosition(formatPosition(written))).toEqual(written)),
    );
  });

  it.each([
    '',
    '1',
    'a.b',
    'a.b.',
    'a.b.x',
    'a.b.-1',
    'a.b.1.2.3',
    'A.b.1',
    'a.b.99999999999999999',
    'a.b.1e3',
  ])('is not read from %j', (text) => expect(parsePosition(text)).toBeUndefined());

  it('is not read from anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parsePosition(text);
        if (read) expect(Number.isSafeInteger(read.offset)).toBe(true);
      }),
    );
  });
});
