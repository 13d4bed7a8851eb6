// How fast the portal is in a real browser, and how steady: what `just bench` prints. Run it on a machine that does nothing else.
//
// "Usable" is when the first row of the list stands, is a link, and a frame was painted with it. Times are of the page's own clock: from the
// navigation on, or from the click. Each is the median of `RUNS` visits, beside it the slowest.

import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { count } from '../support/traffic.js';
import { World } from '../support/world.js';

const RUNS = 11;

/** Notes when what `selector` finds has been painted, and every shift of the layout that nobody caused. */
const WATCH = ([selector]) => {
  globalThis.shifts = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts += value;
  }).observe({ type: 'layout-shift', buffered: true });
  globalThis.painted = (selector) => new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector(selector)) return false;
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      return true;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
  globalThis.usable = Promise.race([
    globalThis.painted(selector),
    new Promise((_, giveUp) => setTimeout(giveUp, 10_000, new Error('nothing to use'))),
  ]);
};

const ROW = 'main li a[href*="/tickets/"]';
const FORM = 'main a[href^="/new/"], main form';

class Measured {
  constructor(what, most, unit) {
    Object.assign(this, { what, most, unit, values: [] });
  }

  get middle() {
    return this.values.toSorted((a, b) => a - b)[Math.floor(this.values.length / 2)];
  }

  toString() {
    const text = (value) => (this.unit ? `${Math.round(value)} ${this.unit}` : value.toFixed(4));
    const slowest = text(Math.max(...this.values));
    const found = `${this.what.padEnd(60)}${text(this.middle).padStart(10)}${slowest.padStart(10)}`;
    if (this.most === undefined) return found;
    return `${found}   at most ${text(this.most)}${this.middle <= this.most ? '' : '  OVER'}`;
  }
}

const figures = [];

/** The session's, as the last visit left them: each visit takes a new refresh token, and a used one ends the session. */
let cookies;

/** `most` is what is promised, if anything is. */
function figure(what, unit, most) {
  const made = new Measured(what, most, unit);
  figures.push(made);
  return made;
}

/** A page of somebody who has a session, with a processor so many times slower. */
async function pageOf(person, slower) {
  const page = await person.context.newPage();
  await page.addInitScript(WATCH, [ROW]);
  if (slower > 1) {
    const session = await person.context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  }
  return page;
}

/** Somebody with Maria's session, and an empty cache. */
async function visitor(world, name) {
  const person = await world.person(name);
  await person.context.addCookies(cookies);
  return person;
}

/**
 * When the page became usable, by its own clock. Asked by the protocol: to look for something Playwright first brings 330 kB of script into the
 * page, which would run in the midst of what is measured.
 */
async function usable(page) {
  const session = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression: 'globalThis.usable', awaitPromise: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
  await session.detach();
  return result.value;
}

/** What a first visit can wait for has come, the worker with all that it keeps included: from then on a visit is a repeated one. */
async function settled(page) {
  await page.getByRole('button', { name: 'Export' }).waitFor();
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active.state !== 'activated') await new Promise((resolve) => active.addEventListener('statechange', resolve, { once: true }));
  });
}

/**
 * Comes with nothing, comes again when that page is closed, and opens another page beside the second. Chromium keeps the process of a page that was
 * closed as long as its worker lives, and a page that comes again begins there, where the program is compiled already; another page beside it is
 * given a process of its own, as is one that comes when the worker sleeps.
 */
async function visits(world, slower, { cold, warm, beside, click, shifts }) {
  for (let run = 0; run < RUNS; run += 1) {
    const person = await visitor(world, `visitor ${slower} ${run}`);
    const visit = async (figure) => {
      const page = await pageOf(person, slower);
      await page.goto(world.portal);
      figure.values.push(await usable(page));
      await settled(page);
      shifts.values.push(await page.evaluate(() => globalThis.shifts));
      return page;
    };
    await (await visit(cold)).close();
    const page = await visit(warm);
    await visit(beside);
    await page.bringToFront();
    click.values.push(await clickThrough(page));
    shifts.values.push(await page.evaluate(() => globalThis.shifts));
    cookies = await person.context.cookies();
    await person.context.close();
  }
}

/** From the click on *New ticket* until its page stands. */
async function clickThrough(page) {
  const link = page.getByRole('link', { name: 'New ticket' }).first();
  await link.evaluate((link, selector) => {
    globalThis.opened = new Promise((resolve) => {
      link.addEventListener('click', () => {
        const begun = performance.now();
        globalThis.painted(selector).then((end) => resolve(end - begun));
      }, { capture: true, once: true });
    });
  }, FORM);
  await link.click();
  return await page.evaluate(() => globalThis.opened);
}

/** What crosses the wire when somebody comes again. */
async function repeatedVisit(world, figure) {
  const person = await visitor(world, 'again');
  for (const again of [false, true]) {
    const page = await pageOf(person, 1);
    const traffic = await count(page);
    await page.goto(world.portal);
    const stands = (await usable(page)) + (await page.evaluate(() => performance.timeOrigin));
    await settled(page);
    const found = await eventually(() => {
      const found = traffic.until(stands);
      return found.open.length === 0 && found;
    }, 'everything is answered');
    if (again) {
      figure.values.push(found.bytes);
      console.log(['A repeated visit:', ...found.lines].join('\n'));
    }
    await page.close();
  }
}

const world = await World.begin('figures');
try {
  const maria = await world.person('Maria');
  const portal = new Portal(world, maria);
  await portal.enter(MARIA.email);
  cookies = await maria.context.cookies();
  const shifts = figure('layout shifts, summed up, list and new ticket', undefined, 0.05);
  for (const [slower, most] of [[1, { cold: 320, warm: 120 }], [4, { cold: 700, warm: 290 }]]) {
    const how = slower > 1 ? `, processor slowed ${slower}x` : '';
    await visits(world, slower, {
      cold: figure(`list usable, nothing cached${how}`, 'ms', most.cold),
      warm: figure(`list usable, cached${how}`, 'ms', most.warm),
      beside: figure(`list usable, cached, in a process of its own${how}`, 'ms'),
      click: figure(`click on New ticket to its page${how}`, 'ms', 200),
      shifts,
    });
  }
  await repeatedVisit(world, figure('bytes of a repeated visit', 'B', 5_000));
  console.log(`\n${'in Chromium'.padEnd(60)}${'median'.padStart(10)}${'worst'.padStart(10)}`);
  for (const figure of figures) console.log(`${figure}`);
} finally {
  await world.end();
}
