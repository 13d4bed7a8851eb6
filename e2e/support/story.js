// A story is a list of steps that build on each other.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findings } from './audit.js';
import { World } from './world.js';

/**
 * Tells a story in a world of its own: `tell(step, world)` declares the steps, and `world()` is there once they run.
 * `beside(world)` starts what else there is: something with `settings` for Portico and an `end`.
 * After a step that failed the others are skipped: they would only fail after it, slowly.
 */
export function story(title, name, tell, beside) {
  describe(title, { concurrency: false }, () => {
    let world;
    let broken = false;

    before(async () => {
      world = await World.begin(name, beside);
    }, { timeout: 60_000 });

    after(async () => {
      await world?.end();
    }, { timeout: 30_000 });

    const step = (what, run) => it(what, { timeout: 120_000 }, async (t) => {
      if (broken) return t.skip('an earlier step failed');
      try {
        await run();
        assert.deepEqual(world.faults(), [], 'a page reported errors');
      } catch (error) {
        broken = true;
        await world.photograph(`${name} ${what}`);
        throw error;
      }
    });

    tell(step, () => world);

    it('shuts nobody out', () => {
      assert.deepEqual(findings, []);
    });
  });
}
