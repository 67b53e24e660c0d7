import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ChatState,
  editsOf,
  withEdit,
  withoutMessages,
} from '../../../src/features/chat/channel-state.js';
import {
  type Chatter,
  isFleeting,
  partOf,
  sanctionsOf,
  withPart,
} from '../../../src/features/chat/chatter.js';
import { Content } from '../../../src/features/chat/contract.js';
import { newMessageId, offsetBefore } from '../../../src/features/chat/message-id.js';
import { type Pace, takeTurn } from '../../../src/features/chat/pace.js';

const isContent = (text: string): boolean => Content.safeParse(text).success;

describe('content', () => {
  it.each([
    ['nothing', '', false],
    ['one character', 'x', true],
    ['2000 characters', 'x'.repeat(2000), true],
    ['2001 characters', 'x'.repeat(2001), false],
    ['2000 emoji', '😀'.repeat(2000), true],
    ['2001 emoji', '😀'.repeat(2001), false],
    ['a newline', 'a\nb', true],
    ['a tab', 'a\tb', false],
    ['a carriage return', 'a\r\nb', false],
    ['a zero', 'a\u0000b', false],
    ['a C1 control character', 'a\u0085b', false],
    ['right-to-left marks', '\u202eabc\u200f', true],
  ])('may be or have %s: %s', (_, text, isFine) => {
    expect(isContent(text)).toBe(isFine);
  });

  it('is 1-2000 characters without control characters but newline', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2100, size: 'max' });

    fc.assert(
      fc.property(anything, (text) => {
        const characters = [...text];
        const isControl = (character: string) => /\p{Cc}/u.test(character) && character !== '\n';
        const isFine = characters.length >= 1 && characters.length <= 2000 && !characters.some(isControl);
        expect(isContent(text)).toBe(isFine);
      }),
    );
  });
});

describe('the pace of a player', () => {
  it('never lets through more than the limit in the minute that runs, nor two within a slow-mode interval', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 });
    const limits = fc.record({
      slowModeSeconds: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      messagesPerMinute: fc.integer({ min: 1, max: 5 }),
    });

    fc.assert(
      fc.property(gaps, limits, (waits, limit) => {
        let pace: Pace | undefined;
        let at = 1_000_000;
        const sent: number[] = [];
        for (const wait of waits) {
          at += wait;
          try {
            pace = takeTurn(pace, limit, at);
            sent.push(at);
          } catch (error) {
            const { retryAfterMs } = error as { retryAfterMs: number };
            expect(() => takeTurn(pace, limit, at + retryAfterMs - 1)).toThrow();
          }
        }
        const slowMs = (limit.slowModeSeconds ?? 0) * 1000;
        for (const [index, time] of sent.slice(1).entries()) {
          expect(time - (sent[index] ?? 0)).toBeGreaterThanOrEqual(slowMs);
        }
        // Two of a player's minutes can meet in any 60 s.
        for (const time of sent) {
          const inMinute = sent.filter((other) => other >= time && other < time + 60_000);
          expect(inMinute.length).toBeLessThanOrEqual(2 * limit.messagesPerMinute);
        }
      }),
    );
  });

  it('is not remembered where nothing limits', () => {
    expect(takeTurn(undefined, {}, 1)).toBeUndefined();
  });
});

describe("a player's record", () => {
  const ban = { action: 'ban' } as const;

  it('forgets the part touched longest ago, but no sanction that holds', () => {
    let chatter: Chatter | undefined = withPart(undefined, 'banned', { at: 1, sanction: ban });
    for (let n = 0; n < 1_000; n++) chatter = withPart(chatter, `c${n}`, { at: n + 2, wrote: true });

    expect(Object.keys(chatter?.channels ?? {})).toHaveLength(256);
    expect(sanctionsOf(chatter, 'banned', 9_999)).toEqual([ban]);
    expect(partOf(chatter, 'c999')).toBeDefined();
    expect(partOf(chatter, 'c0')).toBeUndefined();
  });

  it('is written only when something changes, and hourly', () => {
    const chatter = withPart(undefined, 'a', { at: 1, wrote: true });

    expect(withPart(chatter, 'a', { at: 2, wrote: true, pace: undefined })).toBeUndefined();
    expect(withPart(chatter, 'a', { at: 3_600_001, wrote: true })).toBeDefined();
    expect(withPart(chatter, 'a', { at: 2, readTo: 7 })?.channels.a).toEqual({
      touchedAt: 2,
      wrote: true,
      readTo: 7,
    });
  });

  it('lasts while it holds a sanction', () => {
    const chatter = withPart(undefined, 'a', { at: 1, sanction: ban });

    expect(chatter && isFleeting(chatter)).toBe(false);
    const lifted = withPart(chatter, 'a', { at: 2, sanction: undefined });
    expect(lifted && isFleeting(lifted)).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'has no part in a channel called %s before there is one',
    (id) => {
      expect(partOf(withPart(undefined, 'a', { at: 1 }), id)).toBeUndefined();
      expect(partOf(withPart(undefined, id, { at: 1, wrote: true }), id)).toEqual({
        touchedAt: 1,
        wrote: true,
      });
    },
  );
});

describe('what is known of edits', () => {
  it('holds the edits of messages that are kept, and no others', () => {
    let state: ChatState | undefined;
    for (let edit = 10; edit < 200; edit++) state = withEdit(state, { message: edit - 5, edit, kept: 50 });

    expect(
      Object.keys(state?.edits ?? {})
        .map(Number)
        .every((offset) => offset > 149),
    ).toBe(true);
    expect(editsOf(state, 194)).toEqual([199]);
    expect(editsOf(withoutMessages(state, [194]), 194)).toEqual([]);
  });
});

describe('the id of a message', () => {
  it('tells near which offset to look, whatever is made of it', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.uuid(), (offset, unique) => {
        expect(offsetBefore(newMessageId(offset, unique))).toBe(offset);
      }),
    );
    for (const text of ['', '.', 'UPPER.x', 'no-dot', `${'z'.repeat(12)}.x`])
      expect(offsetBefore(text)).toBeUndefined();
  });
});
