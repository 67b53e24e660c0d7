import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { LeaderboardDefinition } from '../../../src/features/leaderboards/definition.js';
import { stateOf, windowsOf } from '../../../src/features/leaderboards/windows.js';

const board = (fields: Record<string, unknown>) =>
  LeaderboardDefinition.parse({ id: 'b', name: 'b', ...fields });
const windows = (zone: string, fields: Record<string, unknown>) => windowsOf(board(fields), zone);
const utc = (text: string) => Date.parse(text);
const span = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) =>
  [startsAt, endsAt].map((at) => new Date(at).toISOString().replace('.000Z', 'Z'));

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
];
const kinds = ['hourly', 'daily', 'weekly', 'monthly'] as const;

describe('windows of a board', () => {
  it('are named by the local time at which they start', () => {
    const at = utc('2025-11-18T23:30:00Z');

    const keys = kinds.map((window) => windows('Asia/Kolkata', { window }).at(at).key);

    expect(keys).toEqual(['2025-11-19T05', '2025-11-19', '2025-W47', '2025-11']);
    expect(windows('UTC', { window: 'all_time' }).at(at).key).toBe('all_time');
  });

  it('begin and end at local midnight through both changes of the clocks', () => {
    const berlin = windows('Europe/Berlin', { window: 'daily' });
    const newYork = windows('America/New_York', { window: 'daily' });

    expect(span(berlin.at(utc('2025-03-30T12:00:00Z')))).toEqual([
      '2025-03-29T23:00:00Z',
      '2025-03-30T22:00:00Z',
    ]);
    expect(span(berlin.at(utc('2025-10-26T12:00:00Z')))).toEqual([
      '2025-10-25T22:00:00Z',
      '2025-10-26T23:00:00Z',
    ]);
    expect(span(newYork.at(utc('2025-03-09T12:00:00Z')))).toEqual([
      '2025-03-09T05:00:00Z',
      '2025-03-10T04:00:00Z',
    ]);
    expect(span(newYork.at(utc('2025-11-02T12:00:00Z')))).toEqual([
      '2025-11-02T04:00:00Z',
      '2025-11-03T05:00:00Z',
    ]);
  });

  it('make one window of an hour that clocks show twice, and none of one they skip', () => {
    const berlin = windows('Europe/Berlin', { window: 'hourly' });

    expect(berlin.at(utc('2025-10-26T00:30:00Z'))).toEqual(berlin.at(utc('2025-10-26T01:30:00Z')));
    expect(span(berlin.at(utc('2025-10-26T01:30:00Z')))).toEqual([
      '2025-10-26T00:00:00Z',
      '2025-10-26T02:00:00Z',
    ]);
    expect(berlin.at(utc('2025-03-30T00:59:59.999Z')).key).toBe('2025-03-30T01');
    expect(berlin.at(utc('2025-03-30T01:00:00Z')).key).toBe('2025-03-30T03');
  });

  it('start when a reset time that clocks skip has passed, and the first time they show it', () => {
    const berlin = windows('Europe/Berlin', { window: 'daily', resetTime: '02:30' });

    expect(span(berlin.at(utc('2025-03-30T12:00:00Z')))).toEqual([
      '2025-03-30T01:00:00Z',
      '2025-03-31T00:30:00Z',
    ]);
    expect(span(berlin.at(utc('2025-10-26T12:00:00Z')))).toEqual([
      '2025-10-26T00:30:00Z',
      '2025-10-27T01:30:00Z',
    ]);
    expect(berlin.at(utc('2025-10-26T01:15:00Z')).key).toBe('2025-10-26');
  });

  it('start weeks at the reset day and time and call them by the ISO week of their start', () => {
    const weekly = windows('America/New_York', {
      window: 'weekly',
      resetDay: 'thursday',
      resetTime: '18:00',
    });

    const window = weekly.at(utc('2026-01-01T22:00:00Z'));

    expect(window.key).toBe('2025-W52');
    expect(span(window)).toEqual(['2025-12-25T23:00:00Z', '2026-01-01T23:00:00Z']);
    expect(weekly.at(window.endsAt).key).toBe('2026-W01');
  });

  it('prefer the zone of the board to that of the project', () => {
    const at = utc('2025-11-18T23:30:00Z');

    expect(windows('Asia/Kolkata', { window: 'daily', timeZone: 'UTC' }).at(at).key).toBe('2025-11-18');
  });

  it('have one custom window from its start to its end', () => {
    const [startsAt, endsAt] = ['2025-05-01T10:00:00+02:00', '2025-05-02T10:00:00+02:00'];

    const custom = windows('UTC', { window: 'custom', startsAt, endsAt }).named('custom');

    expect(custom).toEqual({ key: 'custom', startsAt: utc(startsAt), endsAt: utc(endsAt) });
  });

  it.each([
    ['hourly', ['2025-02-30T01', '2025-01-01T24', '2025-01-01', '2025-01-01T1', 'current', '']],
    ['daily', ['2025-02-29', '2025-13-01', '2025-1-1', '2025-11-18T12', 'abc']],
    ['weekly', ['2025-W53', '2025-W00', '2025-W7', '2025-47']],
    ['monthly', ['2025-00', '2025-13', '25-01', '2025-W01']],
    ['all_time', ['2025', 'custom']],
  ])('of kind %s have no other keys', (window, keys) => {
    for (const key of keys) expect(windows('Europe/Berlin', { window }).named(key)).toBeUndefined();
  });

  it('cover every instant once and are found again by their keys', () => {
    const instants = fc.integer({ min: utc('2015-01-01'), max: utc('2035-01-01') });
    const reset = fc.constantFrom('00:00', '02:30', '03:00', '23:59');
    const day = fc.constantFrom('monday', 'wednesday', 'sunday');
    const settings = fc.record({
      zone: fc.constantFrom(...zones),
      window: fc.constantFrom(...kinds),
      resetTime: reset,
      resetDay: day,
    });

    fc.assert(
      fc.property(settings, instants, ({ zone, ...fields }, at) => {
        const found = windows(zone, fields);
        const window = found.at(at);

        expect(window.startsAt <= at && at < window.endsAt).toBe(true);
        expect(found.named(window.key)).toEqual(window);
        expect(windows(zone, fields).at(window.endsAt).startsAt).toBe(window.endsAt);
        expect(windows(zone, fields).at(window.startsAt - 1).endsAt).toBe(window.startsAt);
      }),
      { numRuns: 500 },
    );
  });

  it('agree with a calendar library away from changes of the clocks', () => {
    for (const zone of zones) {
      for (let day = 0; day < 800; day++) {
        const at = DateTime.fromISO('2024-01-01T12:00', { zone }).plus({ days: day });
        expect(windows(zone, { window: 'daily' }).at(at.toMillis()).key).toBe(at.toFormat('yyyy-MM-dd'));
        expect(windows(zone, { window: 'weekly' }).at(at.toMillis()).key).toBe(at.toFormat("kkkk-'W'WW"));
      }
    }
  });

  it('take late events for a while and then none', () => {
    const window = { key: 'k', startsAt: 0, endsAt: 1_000 };

    expect([999, 1_000, 1_499, 1_500].map((at) => stateOf(window, at, 500))).toEqual([
      'open',
      'late',
      'late',
      'frozen',
    ]);
  });
});
