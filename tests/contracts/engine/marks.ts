import { describe, expect, it } from '@jest/globals';
import type { stages } from './stage.js';

const MINUTE = 60_000;

export function marksContract(stage: ReturnType<typeof stages>): void {
  describe('marks', () => {
    it('are read in the order of their names, per project', async () => {
      const { engine, project } = await stage();
      await engine.marks.put(project, 'token:a', { value: 'one', ttlMs: MINUTE });
      await engine.marks.put(project, 'token:b', { value: '', ttlMs: MINUTE });

      expect(await engine.marks.get(project, ['token:b', 'token:x', 'token:a'])).toEqual([
        '',
        undefined,
        'one',
      ]);
      expect(await engine.marks.get(`${project}-2`, ['token:a'])).toEqual([undefined]);
      expect(await engine.marks.get(project, [])).toEqual([]);
    });

    it('are replaced with value and lifetime, and end', async () => {
      const { engine, project, letPass } = await stage();
      await engine.marks.put(project, 'short', { value: 'x', ttlMs: MINUTE });
      await engine.marks.put(project, 'long', { value: 'x', ttlMs: 30 });
      await engine.marks.put(project, 'short', { value: 'y', ttlMs: 30 });
      await engine.marks.put(project, 'long', { value: 'y', ttlMs: MINUTE });

      await letPass(60);

      expect(await engine.marks.get(project, ['short', 'long'])).toEqual([undefined, 'y']);
    });
  });

  describe('the engine', () => {
    it('is up and answers', async () => {
      const { engine } = await stage();

      expect(engine.isUp()).toBe(true);
      await expect(engine.ping()).resolves.toBeUndefined();
    });
  });
}
