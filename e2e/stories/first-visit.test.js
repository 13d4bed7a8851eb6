// What a customer waits for who comes for the first time: everything that is transferred until the list of tickets is usable.

import assert from 'node:assert/strict';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { count } from '../support/traffic.js';

const MOST = 250_000;

/** Remembers when the first row of the list stood. */
const WATCH = () => {
  const look = () => {
    if (!document.querySelector('main a[href^="/tickets/"]')) return;
    globalThis.firstRow = Date.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
};

story('A first visit is small', 'first-visit', (step, world) => {
  let cookies;

  /** Comes with an empty cache, goes `way`, and says what it took until the first row stood. */
  const visit = async (name, way, known) => {
    const person = await world().person(name);
    if (known) await person.context.addCookies(known);
    await person.page.addInitScript(WATCH);
    const traffic = await count(person.page);
    const portal = new Portal(world(), person);
    await portal.open();
    await way(portal);
    await portal.rows().first().waitFor();
    const usable = await person.page.evaluate(() => globalThis.firstRow);
    const { bytes, lines } = await eventually(() => {
      const found = traffic.until(usable);
      return found.open.length === 0 && found;
    }, 'everything is answered');
    console.log([`${name}: ${bytes} bytes`, ...lines].join('\n'));
    cookies = await person.context.cookies();
    return bytes;
  };

  step('from the first page on, over the code of the mail, to the list', async () => {
    const bytes = await visit('signing in by mail', (portal) => portal.signIn.byCode(MARIA.email));
    assert.ok(bytes <= MOST, `${bytes} bytes`);
  });

  step('with a session, and nothing in the cache', async () => {
    const bytes = await visit('with a session', () => {}, cookies);
    assert.ok(bytes <= MOST, `${bytes} bytes`);
  });
});
