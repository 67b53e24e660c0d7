import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBody, encodeBody, type PublicationBody } from '../../src/contract/publication.js';

const event = fc.record({
  name: fc.stringMatching(/^[a-z0-9_:.-]{1,64}$/),
  json: fc.dictionary(fc.string(), fc.jsonValue()).map((fields) => JSON.stringify({ ...fields, at: 1 })),
});
const players = fc.array(fc.stringMatching(/^[A-Za-z0-9_.:@-]{1,20}$/), { minLength: 1, maxLength: 3 });
const body = fc.record(
  { at: fc.nat(), events: fc.array(event, { maxLength: 5 }), only: players, evict: players, stay: players },
  { requiredKeys: ['at', 'events'] },
);

describe('a publication', () => {
  it('reads back as it was written, whatever its events hold', () => {
    fc.assert(
      fc.property(body, (written) =>
        expect(decodeBody(encodeBody(written))).toEqual(written as PublicationBody),
      ),
    );
  });

  it('holds no event once it was redacted', () => {
    expect(decodeBody('')).toEqual({ at: 0, events: [] });
  });
});
