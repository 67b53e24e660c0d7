import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStage, type Stage } from '../client/stage.js';
import { eventually } from '../support/eventually.js';
import { fanfare } from './terminal.js';

let stage: Stage;
let folder: string;
let server: Readonly<Record<string, string>>;
beforeAll(async () => {
  stage = await openStage();
  server = { FANFARE_URL: stage.app.url };
  folder = await mkdtemp(join(tmpdir(), 'fanfare-cli-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

describe('fanfare token', () => {
  it('prints a token that connects, and nothing else', async () => {
    const { code, written } = fanfare(['token', 'ann', '--name', 'Ann', '--ttl', '60'], server);

    expect(await code).toBe(0);
    expect(written).toHaveLength(1);
    const client = stage.join('ann', { token: written[0] ?? '' });
    await client.send('ping', {});
    expect(client.playerId).toBe('ann');
  });

  it('says what the server says, and what is missing', async () => {
    const refused = fanfare(['token', 'ann', '--key', 'wrong-key'], server);
    expect(await refused.code).toBe(1);
    expect(refused.complaints).toEqual(['INVALID_API_KEY: This API key is not known']);

    const missing = fanfare(['token'], server);
    expect(await missing.code).toBe(2);
    expect(missing.complaints[0]).toContain('fanfare token ann');
  });

  it('says when nothing answers', async () => {
    const { code, complaints } = fanfare(['token', 'ann', '--url', 'http://127.0.0.1:9']);

    expect(await code).toBe(1);
    expect(complaints[0]).toContain('Nothing answers at http://127.0.0.1:9');
  });
});

describe('fanfare track', () => {
  it('tracks an event with properties and prints its effects', async () => {
    const { code, written } = fanfare(['track', 'ben', 'match_won', '{"score":3}'], server);

    expect(await code).toBe(0);
    expect(JSON.parse(written.join('\n'))).toMatchObject({ status: 'PROCESSED' });
    expect(await stage.player('ben')).toMatchObject({ xp: 25 });
  });

  it('tries an event out without committing anything', async () => {
    const { code, written } = fanfare(['track', 'cat', 'match_won', '--dry-run'], server);

    expect(await code).toBe(0);
    expect(JSON.parse(written.join('\n'))).toMatchObject({ dryRun: true });
    expect(await stage.player('cat')).toMatchObject({ error: { code: 'PLAYER_NOT_FOUND' } });
  });
});

describe('fanfare tail', () => {
  it('prints the events of channels, also after a lost connection, until stopped', async () => {
    const proxied = { FANFARE_URL: stage.proxy.url };
    const { code, written, complaints, stop } = fanfare(['tail', 'player:dan', 'chat:global'], proxied);
    await eventually(() => expect(complaints).toContain('following player:dan'));

    await stage.track('dan', 'match_won');
    await eventually(() => expect(written.join('\n')).toMatch(/player:dan {2}xp_updated {2}\{"xp":25/));
    stage.proxy.cut();
    await stage.track('dan', 'match_won');
    await eventually(() => expect(written.join('\n')).toMatch(/player:dan {2}xp_updated {2}\{"xp":50/));

    stop();
    expect(await code).toBe(0);
  });

  it('follows everything when no channel is named', async () => {
    const { code, written, complaints, stop } = fanfare(['tail'], server);
    await eventually(() => expect(complaints).toContain('following everything'));

    await stage.track('eve', 'match_lost');

    await eventually(() => expect(written.join('\n')).toContain('player:eve  lives_updated'));

    stop();
    expect(await code).toBe(0);
  });

  it('refuses what is no channel', async () => {
    const { code, complaints } = fanfare(['tail', 'weather'], server);

    expect(await code).toBe(2);
    expect(complaints[0]).toContain('a channel is <kind>:<id>');
  });

  it('ends when it may not, or when there is nothing to follow', async () => {
    const refused = fanfare(['tail', 'player:ann', '--key', 'wrong-key'], server);
    const empty = fanfare(['tail', 'lobby:none'], server);

    expect([await refused.code, await empty.code]).toEqual([1, 1]);
    expect(refused.complaints).toEqual(['INVALID_API_KEY: This API key is not known']);
    expect(empty.complaints).toContain('lobby:none: There is no such lobby');
  });
});

describe('fanfare check', () => {
  const check = async (text: string) => {
    const file = join(folder, 'definitions.json');
    await writeFile(file, text);
    const session = fanfare(['check', file]);
    return { code: await session.code, written: session.written, complaints: session.complaints, file };
  };

  it('accepts a right file, with the schema that editors use', async () => {
    const { code, written, file } = await check(
      '{"$schema":"./definitions.schema.json","projects":[{"id":"game","name":"Game"}]}',
    );

    expect(code).toBe(0);
    expect(written).toEqual([`fine  ${file}: game`]);
  });

  it('names every mistake with line and place', async () => {
    const { code, complaints, file } = await check(`{
  "projects": [
    {
      "id": "game",
      "name": "Game",
      "quests": [
        { "id": "q", "name": "Q", "steps": [{ "id": "s", "target": 0 }] }
      ],
      "rules": [
        { "id": "r", "eventType": "won",
          "effects": [{ "type": "grant_badge", "badgeId": "none" }],
          "prio": 1 },
        { "id": "", "eventType": "lost", "effects": [{ "type": "notify", "title": "Lost" }] },
        { "id": "again", "eventType": "won",
          "effects": [{ "type": "unlock_quest", "questId": "q" },
                      { "type": "unlock_quest", "questId": "missing" }] }
      ]
    },
    { "id": "other", "name": "Other", "rules": [
      { "id": "r", "eventType": "won", "effects": [{ "type": "grant_badge", "badgeId": "none" }] }
    ] }
  ]
}`);

    expect(code).toBe(1);
    expect(complaints).toEqual([
      expect.stringContaining(`${file}:7  projects[0].quests[0].steps[0].target: `),
      expect.stringContaining(`${file}:12  projects[0].rules[0].prio: `),
      expect.stringContaining(`${file}:13  projects[0].rules[1].id: `),
      expect.stringContaining(`${file}:11  projects[0].rules[0].effects[0].badgeId: `),
      expect.stringContaining(`${file}:16  projects[0].rules[2].effects[1].questId: `),
      expect.stringContaining(`${file}:20  projects[1].rules[0].effects[0].badgeId: `),
      '6 mistakes',
    ]);
  });

  it('says where a file stops being JSON', async () => {
    const { code, complaints, file } = await check('{\n  "projects": [\n    oops\n  ]\n}');

    expect(code).toBe(1);
    expect(complaints).toEqual([expect.stringContaining(`${file}  is not JSON: `)]);
    expect(complaints[0]).toContain('oops');
  });
});

it('shows how it is used when it is not understood', async () => {
  const { code, complaints } = fanfare(['dance']);

  expect(await code).toBe(2);
  expect(complaints[0]).toMatch(/^There is no command dance\n.*fanfare <command>/s);
  expect(await fanfare(['track', '--nope']).code).toBe(2);
  expect(await fanfare(['token', 'ann', '--url', 'nonsense']).code).toBe(2);
  expect(await fanfare(['--help']).code).toBe(0);
  expect(await fanfare(['help']).code).toBe(0);
});
