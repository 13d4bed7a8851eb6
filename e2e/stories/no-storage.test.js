// A device that keeps nothing (storage is switched off): what is typed stays where it was typed, and the page says so.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';

story('Nothing is lost on a device that keeps nothing', 'no-storage', (step, world) => {
  let maria;
  let page;

  step('opens the portal', async () => {
    const person = await world().person('Maria');
    await person.page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('Storage is switched off.', 'SecurityError');
        },
      });
    });
    maria = new Portal(world(), person);
    page = maria.page;
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    await maria.composer.waitFor();
  });

  step('leaves a reply without a network in its box, and says that it was not sent', async () => {
    await page.context().setOffline(true);
    await page.getByRole('status').filter({ hasText: 'Keep this page open' }).waitFor();
    assert.equal(await page.getByText('is kept on this device').count(), 0, 'it is not');
    await maria.composer.fill('Written in a tunnel.');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'not sent' }).waitFor();
    assert.equal(await maria.composer.inputValue(), 'Written in a tunnel.');
    assert.equal(await page.getByRole('list', { name: 'Replies that wait for the network' }).count(), 0, 'nothing waits');
    await audit(page, 'portal reply without storage');
  });

  step('sends it once, when it is pressed again', async () => {
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await maria.message('Written in a tunnel.').waitFor();
    assert.equal(await maria.composer.inputValue(), '');
    await page.reload();
    await maria.message('Written in a tunnel.').waitFor();
    assert.equal(await maria.message('Written in a tunnel.').count(), 1);
  });

  step('brings back what was typed to whoever goes elsewhere and comes back', async () => {
    const key = await maria.keyOnPage();
    await maria.composer.fill('Not quite done.');
    await maria.openList();
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.field('Title').fill('Nor is this');
    await maria.openList();
    await maria.rows().filter({ hasText: key }).click();
    await maria.composer.waitFor();
    assert.equal(await maria.composer.inputValue(), 'Not quite done.');
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    assert.equal(await maria.field('Title').inputValue(), 'Nor is this');
    await maria.signOutAnyway();
    await maria.signIn.byCode(MARIA.email);
    await maria.fileButton.waitFor();
    assert.equal(await maria.field('Title').inputValue(), '', 'signing out forgets it');
  });
});
