// The list as a file: at once, or in the background; and a ticket on paper.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { audit } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

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
