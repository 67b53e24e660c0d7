import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readConfig } from '../../src/config.js';
import { definitionsJsonSchema } from '../../src/features/definitions/contract.js';
import { demoFile } from '../../src/features/definitions/demo.js';
import { BadDefinitions, loadDefinitions, readProjects } from '../../src/features/definitions/file.js';
import { fileOf } from './stage.js';

/** The places a definitions file is refused for. */
function faultsIn(file: object): string[] {
  try {
    readProjects(file, 'test');
    return [];
  } catch (error) {
    if (error instanceof BadDefinitions) return error.faults.map(({ field }) => field);
    throw error;
  }
}

const grant = { type: 'grant_xp', amount: 1 };
const rule = (more: object) => ({ rules: [{ id: 'r', eventType: 'go', effects: [grant], ...more }] });
const step = { id: 's', target: 1 };
const quest = (id: string, more: object = {}) => ({ id, name: id, steps: [step], ...more });

describe('a definitions file', () => {
  it.each([
    ['an unknown field', { bogus: 1 }, ['projects[0].bogus']],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, ['projects[0].timeZone']],
    ['an unknown field of an item', rule({ wher: true }), ['projects[0].rules[0].wher']],
    ['bad logic', rule({ where: { nope: 1 } }), ['projects[0].rules[0].where.nope']],
    [
      'an amount that can never be computed',
      rule({ effects: [{ ...grant, amount: { '/': [1, 0] } }] }),
      ['projects[0].rules[0].effects[0].amount'],
    ],
    [
      'a doubled id',
      {
        currencies: [
          { id: 'c', name: 'C' },
          { id: 'c', name: 'D' },
        ],
      },
      ['projects[0].currencies[1].id'],
    ],
    [
      'dangling references of effects',
      rule({
        effects: [
          { type: 'grant_badge', badgeId: 'b' },
          { type: 'progress_quest', questId: 'q' },
          { type: 'grant_currency', currency: 'c', amount: 1 },
          { type: 'submit_score', leaderboardId: 'l', score: 1 },
        ],
      }),
      ['badgeId', 'questId', 'currency', 'leaderboardId'].map(
        (field, nth) => `projects[0].rules[0].effects[${nth}].${field}`,
      ),
    ],
    [
      'dangling rewards and requirements',
      { quests: [quest('a', { requires: ['x'], rewards: { currencies: { c: 1 }, badges: ['b'] } })] },
      [
        'projects[0].quests[0].requires[0]',
        'projects[0].quests[0].rewards.currencies.c',
        'projects[0].quests[0].rewards.badges[0]',
      ],
    ],
    [
      'quests that require each other',
      {
        quests: [
          quest('a', { requires: ['b'] }),
          quest('b', { requires: ['a'] }),
          quest('c', { requires: ['a'] }),
        ],
      },
      ['projects[0].quests[0].requires'],
    ],
    [
      'levels that do not ascend',
      { levels: { curve: 'table', thresholds: [0, 100, 100] } },
      ['projects[0].levels.thresholds[2]'],
    ],
    [
      'a board of an unknown currency',
      { leaderboards: [{ id: 'l', name: 'L', source: { metric: 'currency:c' } }] },
      ['projects[0].leaderboards[0].source.metric'],
    ],
    [
      'a custom window without ends',
      { leaderboards: [{ id: 'l', name: 'L', window: 'custom' }] },
      ['projects[0].leaderboards[0].startsAt', 'projects[0].leaderboards[0].endsAt'],
    ],
    ['an API key without key', { apiKeys: [{ name: 'k' }] }, ['projects[0].apiKeys[0].key']],
  ])('is refused for %s, naming each place', (_name, definitions, places) => {
    expect(faultsIn(fileOf(definitions))).toEqual(places);
  });

  it('is refused for the mistakes of every project at once', () => {
    const file = {
      projects: [
        { id: 'a', name: 'A', bogus: 1 },
        { id: 'b', name: 'B', quests: [quest('q', { requires: ['q'] })] },
        { id: 'b', name: 'B again' },
      ],
    };

    expect(faultsIn(file)).toEqual(['projects[0].bogus', 'projects[1].quests[0].requires', 'projects[2].id']);
  });

  it('is refused when two projects share a key, and does not print it', () => {
    const apiKeys = [{ key: 'very-secret-key', name: 'k' }];
    const file = {
      projects: [
        { id: 'a', name: 'A', apiKeys },
        { id: 'b', name: 'B', apiKeys },
      ],
    };

    expect(faultsIn(file)).toEqual(['projects[1].apiKeys[0]']);
    expect(() => readProjects(file, 'test')).not.toThrow(/very-secret-key/);
  });

  it('may chain requirements as long as it likes', () => {
    const quests = Array.from({ length: 5000 }, (_, nth) =>
      quest(`q${nth}`, nth === 0 ? {} : { requires: [`q${nth - 1}`] }),
    );

    expect(faultsIn(fileOf({ quests: quests.toReversed() }))).toEqual([]);
  });

  it('gets every default of the contract', () => {
    const [project] = readProjects(fileOf({ currencies: [{ id: 'c', name: 'C' }] }), 'test');

    expect(project?.definition).toMatchObject({
      status: 'active',
      timeZone: 'UTC',
      levels: { curve: 'linear', base: 100, growth: 1.5, maxLevel: 1000 },
      lives: { max: 5, initial: 5, regenerateEverySeconds: 1800 },
      currencies: [{ initial: 0 }],
      apiKeys: [],
    });
  });

  it('fits the JSON Schema that is published for it', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(definitionsJsonSchema());

    expect(validate(demoFile)).toBe(true);
    expect(validate(fileOf({ bogus: 1 }))).toBe(false);
  });
});

describe('the demo project', () => {
  it('is what a node serves that was given no file', async () => {
    const [demo] = await loadDefinitions(readConfig({}));

    expect(demo?.definition).toMatchObject({ id: 'demo', hmacSecret: 'demo-secret' });
    expect(demo?.definition.apiKeys).toMatchObject([{ key: 'ff_test_demo', scopes: ['*'] }]);
  });

  it('is refused in production, its key too', async () => {
    await expect(loadDefinitions({ production: true })).rejects.toThrow(/projects\[0\]\.apiKeys\[0\]/);
  });

  it('is not printed when it is not JSON', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'definitions-'));
    const DEFINITIONS = path.join(folder, 'bad.json');
    await writeFile(DEFINITIONS, '{"hmacSecret":"hush');

    const loading = loadDefinitions({ DEFINITIONS, production: false });

    await expect(loading).rejects.toThrow(/bad\.json:\n {2}file: is not JSON/);
    await expect(loading).rejects.not.toThrow(/hush/);
    await rm(folder, { recursive: true });
  });

  it('names the file that cannot be read', async () => {
    const missing = { DEFINITIONS: '/does/not/exist.json', production: false };

    await expect(loadDefinitions(missing)).rejects.toThrow(/exist\.json/);
  });
});
