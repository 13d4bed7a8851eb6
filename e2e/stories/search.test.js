// A customer looks for something that was said: by a few letters, at a desk and on a phone.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { PHONE } from '../support/world.js';

/** Adds up what moved without anybody having done something. */
const SHIFTS = () => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) globalThis.shifted += value;
  }).observe({ type: 'layout-shift', buffered: true });
};

story('A customer finds what was said', 'search', (step, world) => {
  let maria;
  let key;

  const search = () => maria.page.getByRole('searchbox', { name: 'Search tickets' });
  const hits = () => maria.page.getByRole('main').getByRole('listitem').getByRole('mark').allTextContents();

  step('whose list stands still while the rest of it comes', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.page.addInitScript(SHIFTS);
    await maria.enter(MARIA.email);
    await maria.open('/?q=the&priority=high');
    await search().waitFor();
    await maria.page.getByRole('button', { name: 'Your account' }).waitFor();
    const shifted = await maria.page.evaluate(() => globalThis.shifted);
    assert.ok(shifted < 0.05, `moved by ${shifted}`);
  });

  step('presses / and types the beginnings of words', async () => {
    await maria.open('/?tab=all');
    await maria.rows().first().waitFor();
    await maria.openTicket(/Umlauts are broken/);
    key = await maria.keyOnPage();
    await maria.reply('The Wöchentliche Übersicht looks like this for Zoltan, too.');
    await maria.reply('Never mind for now.');
    await maria.openList();
    await maria.openTab(/^All/);
    await search().waitFor();
    await maria.page.getByRole('heading', { level: 1 }).click();
    await maria.page.keyboard.press('/');
    await maria.page.keyboard.type('zolt uber');
    await eventually(async () => (await maria.keys()).join() === key, 'the ticket is found');
    assert.deepEqual(await hits(), ['Übersicht', 'Zoltan']);
    await maria.page.getByRole('heading', { level: 1, name: 'Tickets 1' }).waitFor();
    await audit(maria.page, 'portal search');
  });

  step('comes back to what was found, by the address and from the ticket', async () => {
    await maria.page.reload();
    await eventually(async () => (await maria.keys()).join() === key, 'the ticket is found again');
    assert.equal(await search().inputValue(), 'zolt uber');
    await maria.openTicket(/Umlauts are broken/);
    await maria.page.goBack();
    await eventually(async () => (await maria.keys()).join() === key, 'the ticket stands there still');
  });

  step('is told when nothing fits, and clears it', async () => {
    await search().fill('zoltan nowhere');
    await maria.page.getByText('No ticket fits these filters').waitFor();
    await audit(maria.page, 'portal search without result');
    await maria.page.getByRole('link', { name: 'Clear filters' }).click();
    await eventually(async () => (await maria.rows().count()) > 3, 'all are back');
  });

  step('does the same on a phone', async () => {
    await maria.page.setViewportSize(PHONE);
    await search().fill('zoltan');
    await eventually(async () => (await maria.keys()).join() === key, 'the ticket is found');
    const [row, window] = [await maria.rows().first().boundingBox(), PHONE.width];
    assert.ok(row.height >= 44 && row.x + row.width <= window, 'a card, within the window');
    assert.deepEqual(await hits(), ['Zoltan']);
  });
});
