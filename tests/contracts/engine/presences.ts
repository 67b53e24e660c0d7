import { describe, expect, it } from '@jest/globals';
import { PRESENCE_TTL_MS } from '../../../src/engine/engine.js';
import type { stages } from './stage.js';

const START = 1_700_000_000_000;
const came = (...players: string[]) => new Map(players.map((player) => [player, true]));
const left = (...players: string[]) => new Map(players.map((player) => [player, false]));

/** The project's presence with the nodes' names made unique, since nodes are known over all projects. */
async function present(stage: ReturnType<typeof stages>) {
  const { engine, project } = await stage();
  const { presence } = engine;
  const find = async (player: string, at: number) => (await presence.find(project, [player], at)).get(player);
  return { presence, project, find };
}

export function presenceContract(stage: ReturnType<typeof stages>): void {
  describe('presence', () => {
    it('tells who is online, who was and who never', async () => {
      const { presence, project } = await present(stage);
      await presence.report('n1', project, came('a', 'b'), START);
      await presence.report('n1', project, left('b'), START + 10);

      const found = await presence.find(project, ['a', 'b', 'c'], START + 20);

      expect([...found]).toEqual([
        ['a', { online: true, lastSeenAt: START + 10 }],
        ['b', { online: false, lastSeenAt: START + 10 }],
        ['c', { online: false, lastSeenAt: undefined }],
      ]);
      expect(await presence.count(project, START + 20)).toBe(1);
      expect(await presence.find(project, [], START)).toEqual(new Map());
    });

    it('counts a player on two nodes once, until gone from both', async () => {
      const { presence, project, find } = await present(stage);
      await presence.report('n1', project, came('a'), START);
      await presence.report('n2', project, came('a'), START);

      expect(await presence.count(project, START)).toBe(1);
      await presence.report('n1', project, left('a'), START + 1);
      expect((await find('a', START + 2))?.online).toBe(true);
      await presence.report('n2', project, left('a'), START + 3);

      expect(await find('a', START + 4)).toEqual({ online: false, lastSeenAt: START + 3 });
      expect(await presence.count(project, START + 4)).toBe(0);
    });

    it('bears repeated reports', async () => {
      const { presence, project } = await present(stage);
      for (const at of [START, START + 1]) await presence.report('n1', project, came('a'), at);

      expect(await presence.count(project, START + 1)).toBe(1);
      for (const at of [START + 2, START + 3]) await presence.report('n1', project, left('a', 'b'), at);

      expect(await presence.count(project, START + 3)).toBe(0);
    });

    it('takes the players of a node that stopped renewing for offline, as last seen when it last renewed', async () => {
      const { presence, project, find } = await present(stage);
      await presence.report('n1', project, came('a'), START);
      await presence.report('n2', project, came('b'), START);
      await presence.renew('n1', START + 3000);
      const [alive, dead] = [START + 3000 + PRESENCE_TTL_MS - 1, START + 3000 + PRESENCE_TTL_MS];

      expect(await find('a', alive)).toEqual({ online: true, lastSeenAt: START + 3000 });
      expect(await presence.count(project, alive)).toBe(1);
      expect(await find('a', dead)).toEqual({ online: false, lastSeenAt: START + 3000 });
      expect(await presence.count(project, dead)).toBe(0);
    });

    it('gives each dead node to exactly one of those who look', async () => {
      const { presence, project, find } = await present(stage);
      const at = START + PRESENCE_TTL_MS;
      await presence.report('n1', project, came('a', 'b'), START);
      await presence.report('n2', project, came('b'), START + 5000);
      expect(await presence.reap(at - 1)).toBeUndefined();

      const takers = await Promise.all(Array.from({ length: 5 }, () => presence.reap(at)));

      const taken = takers.filter((nodes) => nodes !== undefined).flat();
      expect(taken.map(({ players }) => [...players].sort())).toEqual([['a', 'b']]);
      expect(taken[0]?.project).toBe(project);
      expect(await find('a', at)).toEqual({ online: false, lastSeenAt: START });
      expect((await find('b', at))?.online).toBe(true);
      expect(await presence.count(project, at)).toBe(1);
    });

    it('takes over a node with its players in all projects', async () => {
      const { engine, project } = await stage();
      const { presence } = engine;
      await presence.report('n1', project, came('a'), START);
      await presence.report('n1', `${project}-2`, came('b'), START);

      const taken = await presence.reap(START + PRESENCE_TTL_MS);

      expect(taken?.map((part) => [part.project, part.players])).toEqual([
        [project, ['a']],
        [`${project}-2`, ['b']],
      ]);
    });

    it('tells a node that was taken for dead, so that it reports its players again', async () => {
      const { presence, project, find } = await present(stage);
      const at = START + PRESENCE_TTL_MS;
      await presence.report('n1', project, came('a'), START);
      expect(await presence.renew('n1', START + 1)).toBe(true);
      await presence.reap(at + 1);

      expect(await presence.renew('n1', at + 2)).toBe(false);
      expect((await find('a', at + 2))?.online).toBe(false);
      await presence.report('n1', project, came('a'), at + 3);

      expect(await presence.renew('n1', at + 4)).toBe(true);
      expect((await find('a', at + 4))?.online).toBe(true);
    });
  });
}
