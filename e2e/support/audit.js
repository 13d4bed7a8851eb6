// Looking at a page as everybody would: wide, narrow and enlarged, light and dark, and with axe.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DESKTOP, OUTPUT, PHONE, file } from './world.js';

/** What is left of a desktop's window at 400 %, which WCAG asks for. */
const ZOOMED = { width: 320, height: 256 };

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and what axe itself recommends; of any impact. */
const RUN = `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => \`\${id} (\${help}) at \${target.join(' ')}: \${failureSummary}\`)))`;

/** What is in people's way, of all pages so far. A story fails by it at its end, so that one finding does not hide the next. */
export const findings = [];

/** Takes the page's picture in each size and theme, and notes what is wrong with it. */
export async function audit(page, name) {
  const before = page.viewportSize();
  const found = new Map();
  const find = (finding, where) => found.set(finding, [...(found.get(finding) ?? []), where]);
  for (const [size, viewport] of [['1280', DESKTOP], ['360', PHONE]]) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      await page.screenshot({ path: join(OUTPUT, `${file(name)}-${size}-${colorScheme}.png`), fullPage: true });
      for (const finding of await check(page)) find(finding, `${size} ${colorScheme}`);
      for (const finding of await page.evaluate(tooWide)) find(finding, `${size} ${colorScheme}`);
    }
  }
  if (name.startsWith('portal')) {
    await page.setViewportSize(ZOOMED);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await settled(page);
    await page.screenshot({ path: join(OUTPUT, `${file(name)}-400-percent.png`), fullPage: true });
    const seen = [...(await check(page)), ...(await page.evaluate(tooWide)), ...(await page.evaluate(cutOff))];
    for (const finding of seen) find(finding, '400 %');
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
  findings.push(...[...found].map(([finding, where]) => `${name}: ${finding} (${where.join(', ')})`));
}

/** Over the debugger's own channel: the page's content security policy rightly lets no foreign script in. */
async function check(page) {
  const session = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `${axe};\n${RUN}`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  return result.value;
}

/** Runs in the page: whether one has to scroll sideways, and what floats beyond the window. */
export function tooWide() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px wider than its window`] : [];
  for (const element of document.querySelectorAll(':popover-open, dialog[open], [role=listbox]')) {
    const { left, right, width } = element.getBoundingClientRect();
    if (width && (left < 0 || right > clientWidth)) found.push(`a ${element.role ?? element.localName} is not in the window: ${Math.round(left)} to ${Math.round(right)}`);
  }
  return found;
}

/** Runs in the page: what cannot be brought into sight by scrolling up and down. */
function cutOff() {
  const { clientWidth } = document.documentElement;
  const found = [];
  const within = (element) => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || within(element.parentElement));
  for (const element of document.querySelectorAll('a, button, input, select, textarea, h1, h2, h3, p, label')) {
    const { left, right, width, height } = element.getBoundingClientRect();
    const shown = width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!shown || (left >= -1 && right <= clientWidth + 1) || within(element.parentElement)) continue;
    found.push(`${element.localName} "${element.textContent.trim().slice(0, 40)}" is cut off`);
  }
  return found;
}

/** The page stands, not what is painted before its program is there; fonts are there and no transition is under way. */
async function settled(page) {
  // One that never stands is for axe to find fault with.
  await page.waitForFunction(() => !document.getElementById('boot') && document.querySelector('h1')).catch(() => {});
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}
