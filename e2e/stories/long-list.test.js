// A list of several pages: loaded on, left for a ticket, and found again as it was.

import assert from 'node:assert/strict';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { publish } from '../support/forms.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

story('A customer reads a long list', 'long-list', (step, world) => {
  let maria;
  let page;
  const more = () => page.getByRole('button', { name: 'Load more' });
  const scroll = () => page.evaluate(() => Math.round(scrollY));
  const focused = () => page.evaluate(() => document.activeElement.textContent.match(/[A-Z]+-\d+/)?.[0] ?? document.activeElement.id);

  step('has more tickets than a page holds', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    ({ page } = maria);
    await maria.enter(MARIA.email);
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    const { id } = await publish(ana, 'Anything', { fields: [] });
    for (let n = 1; n <= 30; n += 1) {
      await maria.ask('POST', '/tickets', { form_id: id, title: `Printer ${n} hums`, description: 'It hums.' });
    }
    await maria.open();
    await maria.rows().first().waitFor();
    assert.equal(await maria.rows().count(), 25);
  });

  step('loads more, below what is there', async () => {
    const before = await maria.keys();
    await more().scrollIntoViewIfNeeded();
    const at = await scroll();
    assert.ok(at > 0, 'the list is longer than the window');
    await more().click();
    await eventually(async () => (await maria.rows().count()) > 25, 'there are more rows');
    assert.deepEqual((await maria.keys()).slice(0, 25), before, 'what was there stays');
    assert.equal(await scroll(), at, 'and where it was');
  });

  step('finds it again as it was left, by the row that was opened', async () => {
    const keys = await maria.keys();
    const key = keys[27];
    await page.getByRole('link', { name: key }).scrollIntoViewIfNeeded();
    const at = await scroll();
    await page.getByRole('link', { name: key }).click();
    await maria.composer.waitFor();
    await page.goBack();
    await eventually(async () => (await maria.rows().count()) === keys.length, 'all loaded rows are there again');
    await eventually(async () => Math.abs((await scroll()) - at) <= 1, 'it stands where it stood');
    await eventually(async () => (await focused()) === key, 'the focus is on the row');
    await page.keyboard.press('j');
    assert.equal(await focused(), keys[28], 'and goes on from there');
    await page.keyboard.press('k');
    assert.equal(await focused(), key);
    assert.deepEqual(await maria.keys(), keys);
  });
  step('finds it so after the ticket was loaded anew, too', async () => {
    const keys = await maria.keys();
    const key = keys[27];
    await page.getByRole('link', { name: key }).scrollIntoViewIfNeeded();
    const at = await scroll();
    await page.getByRole('link', { name: key }).click();
    await maria.composer.waitFor();
    await page.reload();
    await maria.composer.waitFor();
    await page.goBack();
    await eventually(async () => (await maria.rows().count()) === keys.length, 'all loaded rows are there again');
    await eventually(async () => Math.abs((await scroll()) - at) <= 1, 'it stands where it stood');
  });
});
