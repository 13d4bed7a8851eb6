// What a customer waits for: everything that is transferred until the list of tickets is usable, the first time and again.

import assert from 'node:assert/strict';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { count } from '../support/traffic.js';

const MOST = 220_000;
const MOST_AGAIN = 5_000;

/** Remembers when the first row of the list stood. */
const WATCH = () => {
  const look = () => {
    if (!document.querySelector('main a[href*="/tickets/"]')) return;
    globalThis.firstRow = Date.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
};

story('A first visit is small', 'first-visit', (step, world) => {
  let cookies;

  /** Comes with an empty cache, goes `way`, and says what it took until the first row stood. */
  const visit = async (name, way, known, App) => {
    const person = await world().person(name);
    if (known) await person.context.addCookies(known);
    return await open(person, way, App);
  };

  /** In somebody's page: says whose it is, what it took, and how often the list was asked for. */
  const open = async (person, way, App = Portal) => {
    await person.page.addInitScript(WATCH);
    const traffic = await count(person.page);
    const assets = [];
    person.page.on('response', (response) => new URL(response.url()).pathname.includes('/assets/') && assets.push(response));
    const app = new App(world(), person);
    await app.open();
    await way(app);
    await person.page.waitForFunction(() => globalThis.firstRow);
    const usable = await person.page.evaluate(() => globalThis.firstRow);
    assert.ok(assets.length > 2);
    for (const asset of assets) {
      const { 'cache-control': cache, 'content-encoding': encoding } = asset.headers();
      assert.match(cache, /immutable/, asset.url());
      if (/\.(wasm|js|css)$/.test(new URL(asset.url()).pathname)) assert.equal(encoding, 'br', asset.url());
    }
    const { bytes, lines } = await eventually(() => {
      const found = traffic.until(usable);
      return found.open.length === 0 && found;
    }, 'everything is answered');
    console.log([`${person.name}: ${bytes} bytes`, ...lines].join('\n'));
    cookies = await person.context.cookies();
    return { bytes, lists: lines.filter((line) => line.endsWith('/tickets')).length, person };
  };

  step('from the first page on, over the code of the mail, to the list', async () => {
    const { bytes } = await visit('signing in by mail', (portal) => portal.signIn.byCode(MARIA.email));
    assert.ok(bytes <= MOST, `${bytes} bytes`);
  });

  step('with a session, and nothing in the cache; and again, with all that was kept', async () => {
    const { bytes, lists, person } = await visit('with a session', () => {}, cookies);
    assert.ok(bytes <= MOST, `${bytes} bytes`);
    assert.equal(lists, 1, 'the page begins with the list that the app asks for');
    await person.page.getByRole('button', { name: 'Export' }).waitFor();
    await person.page.evaluate(() => navigator.serviceWorker.ready);

    const again = await open({ ...person, name: 'again', page: await person.context.newPage() }, () => {});
    assert.ok(again.bytes <= MOST_AGAIN, `${again.bytes} bytes`);
    assert.equal(again.lists, 1);
  });

  step('misses nothing until it hears of changes', async () => {
    const person = await world().person('early');
    await person.context.addCookies(cookies);
    const early = new Portal(world(), person);
    let arrive;
    const arrived = new Promise((resolve) => { arrive = resolve; });
    await early.page.route('**/portal-later-*.wasm', async (route) => {
      await arrived;
      await route.continue();
    });
    await early.open();
    const first = early.rows().first();
    const [key] = (await first.textContent()).match(/[A-Z]+-\d+/);
    const beside = new Portal(world(), { page: await person.context.newPage() });
    await beside.open(`/tickets/${key}`);
    await beside.reply('Before the stream.');
    assert.equal(await first.getByText('Before the stream.').count(), 0);
    arrive();
    await first.getByText('Before the stream.').waitFor();
  });

  step('at the console, to the inbox, which has no bound', async () => {
    await visit('an agent by mail', (console) => console.signIn.byCode(ANA.email), undefined, Console);
  });
});
