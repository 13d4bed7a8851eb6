// Looking at a page as everybody would: wide and narrow, light and dark, and with axe.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DESKTOP, OUTPUT, PHONE, file } from './world.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and what axe itself recommends. */
const RUN = `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => \`\${id} (\${help}) at \${target.join(' ')}: \${failureSummary}\`)))`;

/** What shuts people out, of all pages so far. A story fails by it at its end, so that one finding does not hide the next. */
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
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (excess > 0) find(`the page is ${excess} px wider than its window`, `${size} ${colorScheme}`);
    }
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

/** Fonts are there and no transition is under way. */
async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}
