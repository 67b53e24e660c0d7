import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findPublicProject } from '../src/app/public-project.js';
import { BadConfig, readConfig, settings } from '../src/config.js';

const secret = 'a-secret-of-at-least-thirty-two-bytes';
const production = {
  NODE_ENV: 'production',
  JWT_SECRET: secret,
  ALLOWED_ORIGINS: 'https://game.example',
  DEFINITIONS: 'game.json',
};

describe('settings', () => {
  it('need nothing in development', () => {
    const config = readConfig({});

    expect(config).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', ALLOWED_ORIGINS: ['*'], DOCS: true });
    expect(config.JWT_SECRET.length).toBeGreaterThanOrEqual(32);
  });

  it('listen on every address and hide the documentation in production', () => {
    expect(readConfig(production)).toMatchObject({ HOST: '0.0.0.0', DOCS: false });
  });

  it('name every bad variable in one message', () => {
    const attempt = () => readConfig({ PORT: 'eighty', HISTORY_PLAYER: '0', REDIS_URL: 'http://127.0.0.1' });

    expect(attempt).toThrow(BadConfig);
    expect(attempt).toThrow(/PORT[\s\S]*REDIS_URL[\s\S]*HISTORY_PLAYER/);
  });

  it('never repeat a bad secret', () => {
    expect(() => readConfig({ JWT_SECRET: 'hunter2' })).toThrow(expect.not.stringContaining('hunter2'));
  });

  it.each(['JWT_SECRET', 'ALLOWED_ORIGINS', 'DEFINITIONS'])('refuse production without %s', (name) => {
    expect(() => readConfig({ ...production, [name]: '' })).toThrow(name);
  });

  it('refuse several nodes with a secret of their own each', () => {
    expect(() => readConfig({ REDIS_URL: 'redis://127.0.0.1:6379' })).toThrow('JWT_SECRET');
  });

  it('are all in .env.example, with their defaults', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

    for (const [name, setting] of Object.entries(settings)) {
      const standard = setting.safeParse(undefined).data;
      expect(example).toContain(standard === undefined ? `# ${name}=` : `\n${name}=${standard}\n`);
      expect(example).toContain(`# ${setting.description}\n`);
    }
  });

  it('name the project that owns public calls, or leave it to the only one', () => {
    const owner = (environment: Record<string, string>, ...projects: string[]) =>
      findPublicProject(readConfig({ JWT_SECRET: secret, ...environment }), projects);
    const consuming = { REDIS_URL: 'redis://127.0.0.1', STREAM_CONSUMERS: 'scores' };

    expect(owner({}, 'chess')).toBe('chess');
    expect(owner({}, 'chess', 'poker')).toBeUndefined();
    expect(owner({ PUBLIC_PROJECT: 'poker', ...consuming }, 'chess', 'poker')).toBe('poker');
    expect(() => owner({ PUBLIC_PROJECT: 'ches' }, 'chess')).toThrow('PUBLIC_PROJECT');
    expect(() => owner(consuming, 'chess', 'poker')).toThrow(BadConfig);
  });
});
