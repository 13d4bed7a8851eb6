// What stands on the list of tickets stays where it is, whenever the rest of the page comes.

import assert from 'node:assert/strict';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';
import { DESKTOP, PHONE } from '../support/world.js';

/** Remembers what was moved in the page itself; `moved` says what it was since it was asked last. */
const WATCH = () => {
  const named = ({ node }) => `${node?.nodeName} ${node?.textContent?.trim().slice(0, 40) ?? ''}`;
  const all = [];
  const isHere = ({ node }) => document.querySelector('main')?.contains(node);
  const told = ({ value, sources }) => `${value.toFixed(4)} ${sources.filter(isHere).map(named).join(', ')}`;
  const add = (entries) => all.push(...entries.filter(({ sources }) => sources.some(isHere)).map(told));
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  globalThis.moved = () => {
    add(observer.takeRecords());
    return all.splice(0);
  };
};

/** What comes late, each in its turn: how the filters depend on it is nobody's business. */
const LATE = ['/me', '/colleagues', '/forms'];

/** Once all is drawn. */
const painted = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

const moved = (page) => page.evaluate(() => globalThis.moved());

story('The list stands still', 'still', (step, world) => {
  let cookies;

  for (const [name, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const last of LATE) {
      step(`on a ${name}, when ${last} comes last`, async () => {
        const person = await world().person(`Maria, ${name}, ${last}`, { viewport });
        const portal = new Portal(world(), person);
        const { page } = person;
        if (cookies) await person.context.addCookies(cookies);
        else await portal.enter(MARIA.email);
        await page.addInitScript(WATCH);
        let arrive;
        const arrived = new Promise((resolve) => { arrive = resolve; });
        await page.route((url) => url.pathname.endsWith(last), async (route) => {
          await arrived;
          await route.continue();
        });
        await portal.open();
        await portal.rows().first().waitFor();
        await page.getByRole('button', { name: 'Export' }).waitFor();
        cookies = await person.context.cookies();
        await painted(page);
        assert.deepEqual(await moved(page), []);
        if (viewport === PHONE) await page.getByRole('button', { name: 'Filters' }).click();
        await page.getByRole('combobox', { name: 'Priority' }).waitFor();
        await painted(page);
        await moved(page); // Whoever opens the filters makes room for them.
        const answered = page.waitForResponse((res) => new URL(res.url()).pathname.endsWith(last));
        arrive();
        await answered;
        for (const filter of ['Requester', 'Form']) await page.getByRole('combobox', { name: filter }).waitFor();
        await painted(page);
        assert.deepEqual(await moved(page), []);
      });
    }
  }
});
