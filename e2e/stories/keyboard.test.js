// All that matters without a mouse and without eyes: signing in, filing a ticket, answering.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { audit } from '../support/audit.js';
import { ANA, MARIA } from '../support/demo.js';
import { Keyboard } from '../support/keyboard.js';
import { Portal } from '../support/portal.js';
import { codeIn } from '../support/sign-in.js';
import { story } from '../support/story.js';
import { unheard } from '../support/tree.js';
import { OUTPUT } from '../support/world.js';

const TITLE = 'The keyboard does it';

story('A contact files a ticket and answers by the keyboard alone', 'keyboard', (step, world) => {
  let portal;
  let page;
  let keys;
  let other;

  const button = (name, exact = true) => page.getByRole('button', { name, exact });
  const heard = async (name) => assert.deepEqual(await unheard(page), [], name);

  step('signs in', async () => {
    portal = new Portal(world(), await world().person('Maria'));
    ({ page } = portal);
    keys = new Keyboard(page);
    await portal.open();
    const before = (await world().sandbox.signInMailsTo(MARIA.email)).length;
    await keys.to(portal.signIn.email);
    await keys.type(MARIA.email);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    const { text } = await world().sandbox.nextSignInMailTo(MARIA.email, before);
    await keys.to(page.getByRole('textbox', { name: 'Code' }));
    await keys.type(codeIn(text));
    await portal.list.waitFor();
  });

  step('skips what stands on every page', async () => {
    await portal.open();
    await portal.rows().first().waitFor();
    [other] = await portal.keys();
    await keys.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    assert.ok(await keys.stands(skip), 'the first stop');
    await keys.look();
    await keys.press('Enter');
    await keys.press('Tab');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'behind it comes the page');
    await heard('the list');
  });

  step('opens a menu and a dialog, and is back where they were opened', async () => {
    const account = button('Your account');
    await keys.back(account);
    await keys.press('Enter');
    const first = page.getByRole('menuitem').first();
    await first.waitFor();
    assert.ok(await first.evaluate((item) => item === document.activeElement), 'the menu takes the focus');
    await keys.look();
    await keys.press('ArrowDown');
    await keys.look();
    await keys.press('Escape');
    assert.ok(await keys.stands(account), 'the menu gives it back');
    await keys.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.waitFor();
    assert.ok(await dialog.evaluate((it) => it.contains(document.activeElement)), 'the dialog takes the focus');
    await keys.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await keys.stands(account), 'the dialog gives it back');
  });

  step('files a ticket', async () => {
    await keys.to(page.getByRole('link', { name: 'New ticket' }).first(), 'Shift+Tab');
    await keys.press('Enter');
    await keys.use(page.getByRole('main').getByRole('link', { name: 'Report a problem' }));
    await portal.fileButton.waitFor();
    await heard('a new ticket');
    await keys.to(portal.field('Title'));
    await keys.type(TITLE);
    await keys.to(portal.field('Description'));
    await keys.type(`Nobody took a _mouse_, see #${other}`);
    await page.getByRole('listbox', { name: 'Tickets to link to' }).getByRole('option', { name: other }).waitFor();
    await audit(page, 'portal new ticket with tickets to choose from');
    await keys.press('Enter');
    await keys.back(page.getByRole('group', { name: 'Description' }).getByRole('button', { name: 'Preview' }));
    await keys.press('Enter');
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.locator('em').getByText('mouse').waitFor();
    assert.equal(await preview.getByRole('link', { name: other }).getAttribute('href'), `/tickets/${other}`);
    await heard('a preview of a new ticket');
    await audit(page, 'portal preview of a new ticket');
    await keys.press('Enter');
    assert.ok(await keys.stands(portal.field('Description')), 'back in the text');
    await keys.choose(portal.choice('Affected area'), 'Exports');
    await keys.choose(portal.choice('Impact'), 'A nuisance');
    // A long text of the form is written and read like the description.
    await keys.to(portal.field('Steps to see it'));
    await keys.type('1. Press **Go**\n2. Wait');
    await keys.back(page.getByRole('group', { name: 'Steps to see it' }).getByRole('button', { name: 'Preview' }));
    await keys.press('Enter');
    await preview.getByRole('listitem').filter({ hasText: 'Press Go' }).waitFor();
    await audit(page, 'portal preview of an answer to a form');
    await keys.use(portal.fileButton);
    await portal.heading(TITLE).waitFor();
    const answer = page.getByRole('definition').getByRole('listitem').filter({ hasText: 'Press Go' });
    await answer.getByRole('strong').getByText('Go').waitFor();
    await audit(page, 'portal ticket with a long answer');
    await page.emulateMedia({ media: 'print' });
    await answer.waitFor();
    await page.screenshot({ path: join(OUTPUT, 'portal-ticket-with-a-long-answer-printed.png'), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await portal.message('Nobody took a mouse').getByRole('link', { name: other }).waitFor();
    await heard('a ticket');
  });

  step('names somebody and a ticket in the answer', async () => {
    await keys.to(portal.composer);
    await keys.type('Hello @Ana');
    await page.getByRole('option', { name: ANA.name }).waitFor();
    await keys.press('Enter');
    await keys.type(`as in #${other}`);
    await page.getByRole('listbox', { name: 'Tickets to link to' }).getByRole('option', { name: other }).waitFor();
    await heard('with tickets to choose from');
    await audit(page, 'portal ticket with tickets to choose from');
    await keys.press('Enter');
    assert.equal(await portal.composer.inputValue(), `Hello @${ANA.name} as in ${other} `);
    await keys.type('and **again**.');
  });

  step('looks at the answer and goes on writing where it was', async () => {
    for (let left = 0; left < 3; left += 1) await keys.press('ArrowLeft');
    await keys.back(button('Preview'));
    await keys.press('Enter');
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.locator('strong').getByText('again').waitFor();
    assert.equal(await preview.locator('.mention').textContent(), `@${ANA.name}`);
    assert.equal(await preview.getByRole('link', { name: other }).getAttribute('href'), `/tickets/${other}`);
    await heard('a preview');
    await audit(page, 'portal preview of an answer');
    assert.ok(await keys.stands(button('Preview')));
    await keys.press('Enter');
    assert.ok(await keys.stands(portal.composer), 'back in the text');
    await keys.type('!');
    assert.equal(await portal.composer.inputValue(), `Hello @${ANA.name} as in ${other} and **again!**.`);
  });

  step('sends it, and follows the link', async () => {
    await keys.use(button('Reply'));
    const sent = portal.message('as in');
    await sent.getByRole('link', { name: other }).waitFor();
    assert.equal(await sent.locator('.mention').textContent(), `@${ANA.name}`);
    const link = sent.getByRole('link', { name: other });
    await keys.back(link);
    await keys.press('Enter');
    await page.waitForURL(`${world().portal}/tickets/${other}`);
    assert.equal(page.context().pages().length, 1, 'in the same tab');
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  step('reads the preferences', async () => {
    await portal.open('/sessions');
    await page.getByRole('combobox', { name: 'Time zone' }).waitFor();
    await heard('the preferences');
    await audit(page, 'portal preferences');
  });
});
