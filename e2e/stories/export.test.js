// The list as a file: at once, or in the background; and a ticket on paper.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { audit } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { PHONE } from '../support/world.js';

story('The list becomes a file', 'export', (step, world) => {
  let maria;

  const openMenu = async () => {
    await maria.page.getByRole('button', { name: 'Export' }).click();
    await maria.page.getByText(/^[\d,]+ tickets?, as filtered$/).waitFor();
  };
  const choose = (format) => maria.page.getByRole('menuitem', { name: format }).click();
  const saved = async (press) => {
    const [file] = await Promise.all([maria.page.waitForEvent('download'), press()]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const exports = () => maria.page.getByRole('region', { name: 'Your exports' });

  step('offers three formats, and what was said', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.openTab('All');
    await openMenu();
    await audit(maria.page, 'portal export menu');
    const { name, bytes } = await saved(() => choose('CSV'));
    assert.match(name, /-tickets-\d{4}-\d\d-\d\d\.csv$/);
    assert.ok(!bytes.toString().split('\r\n')[0].includes('conversation'));
    await openMenu();
    const messages = maria.page.getByRole('menuitemcheckbox', { name: 'With messages' });
    await messages.click();
    assert.equal(await messages.getAttribute('aria-checked'), 'true', 'and the menu is open still');
    const told = JSON.parse((await saved(() => choose('JSON'))).bytes);
    assert.ok(told.length > 0 && told.every((ticket) => ticket.messages.length > 0));
    await openMenu();
    const book = await saved(() => choose('Excel'));
    assert.match(book.name, /\.xlsx$/);
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
  });

  step('shows on a phone that one is on its way, and moves nothing there', async () => {
    const { page } = maria;
    const before = page.viewportSize();
    await page.setViewportSize(PHONE);
    const button = page.getByRole('button', { name: 'Export' });
    let answer;
    const held = new Promise((resolve) => { answer = resolve; });
    await page.route('**/api/v1/portal/tickets/export*', async (route) => {
      await held;
      await route.continue();
    });
    const file = page.waitForEvent('download');
    await openMenu();
    await choose('CSV');
    await eventually(async () => (await button.getAttribute('aria-busy')) === 'true', 'it is under way');
    await page.getByRole('status').filter({ hasText: 'The file is being written' }).waitFor();
    await button.click({ force: true });
    assert.equal(await page.getByRole('menu').isVisible(), false, 'one at a time');
    answer();
    await file;
    await eventually(async () => (await button.getAttribute('aria-busy')) === null, 'it is done');
    await page.unroute('**/api/v1/portal/tickets/export*');
    const { y } = await button.boundingBox();
    await maria.open('/?tab=all&q=nothingofthekind');
    await page.getByText('0', { exact: true }).first().waitFor();
    assert.equal(await button.isDisabled(), true, 'nothing to export');
    assert.equal((await button.boundingBox()).y, y);
    await page.setViewportSize(before);
    await maria.open('/?tab=all');
  });

  step('has a long list written in the background', async () => {
    // As if there were many: what the server writes is what there is.
    const counts = '**/api/v1/portal/tickets/counts*';
    await maria.page.route(counts, (route) => route.fulfill({ json: { open: 5000, waiting: 0, solved: 0, all: 5000 } }));
    await maria.page.reload();
    await openMenu();
    await choose('CSV');
    const ready = exports().getByRole('button', { name: 'Download' });
    await ready.waitFor();
    await audit(maria.page, 'portal export ready');
    await maria.page.reload();
    const { name, bytes } = await saved(() => ready.click());
    assert.match(name, /\.csv$/);
    assert.ok(bytes.toString().split('\r\n').length > 3);
    const mail = await eventually(async () => (await world().sandbox.mailsTo(MARIA.email)).find(({ subject }) => subject === 'Your export is ready'), 'the mail');
    assert.ok(mail.text.includes(`${world().portal}/tickets`), mail.text);
    await exports().getByRole('button', { name: 'Remove' }).click();
    await exports().waitFor({ state: 'detached' });
    await maria.page.unroute(counts);
  });

  step('prints a ticket without anything to press', async () => {
    await maria.page.reload();
    await maria.rows().first().click();
    const print = maria.page.getByRole('button', { name: 'Print' });
    await print.waitFor();
    await maria.page.evaluate(() => {
      globalThis.print = () => {
        globalThis.printed = true;
      };
    });
    await print.click();
    await maria.page.waitForFunction(() => globalThis.printed);
    await maria.page.emulateMedia({ media: 'print' });
    assert.equal(await maria.page.getByRole('button').count(), 0, 'nothing to press');
    await maria.page.getByRole('article').first().waitFor();
    await maria.page.emulateMedia({ media: 'screen' });
  });
});
