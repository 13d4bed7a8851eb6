// A form is built by keyboard alone, published, and filed under its condition.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { BEN, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';

/** Puts the focus on something and presses a key there, as somebody without a mouse does once Tab has brought them there. */
async function press(locator, key = 'Enter') {
  await locator.focus();
  await locator.press(key);
}

story('An admin builds a form without a mouse', 'forms', (step, world) => {
  let ben;
  let page;
  let maria;

  const type = async (name, text) => {
    const field = page.getByRole('main').getByRole('textbox', { name, exact: true });
    await field.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  };
  const addField = async (kind, label) => {
    await press(page.getByRole('button', { name: 'Add field' }));
    await press(page.getByRole('menuitem', { name: kind, exact: true }));
    await page.getByRole('textbox', { name: 'Label' }).waitFor();
    await type('Label', label);
  };
  const line = (label) => page.getByRole('listitem').filter({ has: page.getByRole('button', { name: `Move ${label} up` }) });
  const saved = () => page.getByRole('status').filter({ hasText: 'Draft saved' }).waitFor();
  const preview = () => page.getByRole('region', { name: 'Preview' });

  step('begins a form', async () => {
    ben = new Console(world(), await world().person('Ben'));
    ({ page } = ben);
    await ben.enter(BEN.email);
    await ben.openSettings('Forms');
    await audit(page, 'console forms');
    await press(page.getByRole('button', { name: 'New form' }));
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.type('Ask for access');
    await page.keyboard.press('Enter');
    await ben.heading('Ask for access').waitFor();
  });

  step('adds fields, one of which depends on another', async () => {
    await addField('One of several choices', 'System');
    await type('Choices', 'VPN\nWarehouse');
    await press(page.getByRole('checkbox', { name: 'Required', exact: true }), 'Space');
    await addField('Person', 'Who needs it?');
    await addField('Short text', 'Which warehouse?');
    await press(page.getByRole('checkbox', { name: 'Required', exact: true }), 'Space');
    const shown = page.getByRole('group', { name: 'Show it only when…' });
    await press(shown.getByRole('button', { name: 'Add condition' }));
    await shown.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'System' });
    await shown.getByRole('combobox', { name: 'Value' }).selectOption('Warehouse');
    await saved();
    await audit(page, 'console form builder');
  });

  step('has menus that fit a phone', async () => {
    for (const name of ['Add field', 'More for Who needs it?', 'More for Forms']) {
      await press(page.getByRole('button', { name, exact: true }));
      await page.getByRole('menuitem').filter({ visible: true }).first().waitFor();
      await audit(page, `console menu ${name}`);
      await page.keyboard.press('Escape');
    }
  });

  step('moves a field with Alt and the arrow keys', async () => {
    const field = line('Which warehouse?').getByRole('button', { expanded: true });
    await press(field, 'Alt+ArrowUp');
    await page.getByText('Which warehouse?: 2 of 3').waitFor();
    // The focus stays with what is moved.
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Which warehouse/);
    await saved();
  });

  step('or drags it there with a mouse, and back', async () => {
    // Where it is grabbed is a sign for the eye alone: at the beginning of its line.
    const grip = async (label) => {
      const { x, y, height } = await line(label).getByRole('button', { name: new RegExp(`^${label.replace('?', '\\?')}`) }).boundingBox();
      return { x: x - 12, y: y + height / 2 };
    };
    const drag = async (label, onto) => {
      const [from, to] = [await grip(label), await grip(onto)];
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, (from.y + to.y) / 2, { steps: 5 });
      await page.mouse.move(to.x, to.y, { steps: 5 });
      await page.mouse.up();
    };
    const order = async () => (await page.getByRole('main').getByRole('button', { name: /^Move .* up$/ }).evaluateAll((all) => all.map((it) => it.ariaLabel.slice(5, -3))));
    assert.deepEqual(await order(), ['System', 'Which warehouse?', 'Who needs it?']);
    await press(line('Which warehouse?').getByRole('button', { expanded: true })); // Open lines are tall.
    await drag('Who needs it?', 'Which warehouse?');
    await page.getByText('Who needs it?: 2 of 3').waitFor();
    assert.deepEqual(await order(), ['System', 'Who needs it?', 'Which warehouse?']);
    await saved();
    await drag('Which warehouse?', 'Who needs it?');
    await page.getByText('Which warehouse?: 2 of 3').waitFor();
    assert.deepEqual(await order(), ['System', 'Which warehouse?', 'Who needs it?']);
    await saved();
    // Nothing follows the pointer once it is let go.
    const { x, y } = await grip('System');
    await page.mouse.move(x, y, { steps: 5 });
    assert.deepEqual(await order(), ['System', 'Which warehouse?', 'Who needs it?']);
  });

  step('sees the condition in the preview', async () => {
    await preview().getByRole('combobox', { name: 'System' }).waitFor();
    assert.equal(await preview().getByRole('textbox', { name: 'Which warehouse?' }).count(), 0);
    await preview().getByRole('combobox', { name: 'System' }).selectOption('Warehouse');
    await preview().getByRole('textbox', { name: 'Which warehouse?' }).waitFor();
  });

  step('publishes it for everybody', async () => {
    await press(page.getByRole('button', { name: 'Publish' }));
    await ben.dialog.getByText('Added: System, Which warehouse?, Who needs it?').waitFor();
    await audit(page, 'console publish form');
    await press(ben.dialog.getByRole('button', { name: 'Publish' }));
    await ben.hears('Published.');
    await press(page.getByRole('radio', { name: 'Everybody' }), 'Space');
    await press(page.getByRole('button', { name: 'Save', exact: true }));
    await ben.hears('Customers see it with their next page.');
  });

  step('is filed under its condition', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.open();
    await maria.signIn.byCode(MARIA.email);
    await maria.newTicket();
    await audit(maria.page, 'portal form picker');
    await maria.chooseForm('Ask for access');
    await maria.field('Title').fill('Access for Tom');
    await maria.field('Description').fill('He starts on Monday.');
    assert.equal(await maria.field('Which warehouse?').count(), 0);
    await maria.choice('System').selectOption('Warehouse');
    await maria.field('Which warehouse?').fill('Kiel');
    await maria.choice('System').selectOption('VPN');
    assert.equal(await maria.field('Which warehouse?').count(), 0);
    await maria.choice('System').selectOption('Warehouse');
    // What was typed before is still there.
    assert.equal(await maria.field('Which warehouse?').inputValue(), 'Kiel');
    await maria.field('Which warehouse?').fill('');
    await maria.fileButton.click();
    await maria.page.getByRole('link', { name: 'Which warehouse?: Fill this in' }).waitFor();
    await audit(maria.page, 'portal form with conditions');
    await maria.field('Which warehouse?').fill('Kiel');
    await maria.choice('Who needs it?').selectOption({ label: 'Tom Becker' });
    await maria.fileButton.click();
    await maria.page.getByRole('heading', { level: 1, name: 'Access for Tom' }).waitFor();
    await maria.page.getByText('Tom Becker').first().waitFor();
    await maria.page.getByText('Kiel').first().waitFor();
  });

  step('is published anew while somebody fills it in, who keeps what they typed and reads that it changed', async () => {
    await maria.newTicket();
    await maria.chooseForm('Ask for access');
    await maria.field('Title').fill('Access for Ada');
    await maria.field('Description').fill('She starts on Tuesday.');
    await maria.choice('System').selectOption('Warehouse');
    await maria.field('Which warehouse?').fill('Lübeck');
    await maria.attach({ name: 'contract.txt', mimeType: 'text/plain', buffer: Buffer.from('Signed.') });
    await maria.attached('contract.txt').getByText(/\d (B|byte)/).waitFor();
    await addField('Short text', 'Cost centre');
    await press(page.getByRole('checkbox', { name: 'Required', exact: true }), 'Space');
    await saved();
    await press(page.getByRole('button', { name: 'Publish' }));
    await press(ben.dialog.getByRole('button', { name: 'Publish' }));
    await ben.hears('Published.');

    await maria.fileButton.click();
    const told = maria.page.getByRole('alert').filter({ hasText: 'This form has changed meanwhile.' });
    await told.getByRole('link', { name: 'Cost centre: Fill this in' }).waitFor();
    await audit(maria.page, 'portal form that changed');
    assert.equal(await maria.field('Title').inputValue(), 'Access for Ada');
    assert.equal(await maria.field('Which warehouse?').inputValue(), 'Lübeck');
    await maria.attached('contract.txt').waitFor();
    await maria.field('Cost centre').fill('4711');
    await maria.fileButton.click();
    await maria.heading('Access for Ada').waitFor();
    await maria.page.getByText('4711').first().waitFor();
    await maria.page.getByText('contract.txt').first().waitFor();
  });

  step('is taken away while somebody fills it in, who goes on by another form', async () => {
    const gone = maria.page.getByRole('main').getByText('This form is not offered any more');
    const on = maria.page.getByRole('link', { name: 'Choose another form' });
    const kept = async (text) => JSON.stringify(await maria.page.evaluate(() => ({ ...localStorage }))).includes(text);
    // It follows a ticket, and begins with what was left there.
    const about = await maria.keyOnPage();
    await maria.composer.fill('One word more.');
    await maria.newTicket();
    await maria.chooseForm('Ask for access');
    const path = new URL(maria.page.url()).pathname;
    await maria.open(`${path}?about=${about}`);
    await maria.field('Title').fill('Access for Grace');
    const left = await maria.field('Description').inputValue();
    assert.match(left, /One word more\./);
    await maria.field('Description').fill(`${left}\n\nShe starts on Wednesday.`);
    await maria.choice('Priority').selectOption('High');
    await maria.choice('System').selectOption('VPN');
    await maria.choice('Who needs it?').selectOption({ label: 'Tom Becker' });
    await maria.field('Cost centre').fill('4712');
    await maria.attach({ name: 'badge.txt', mimeType: 'text/plain', buffer: Buffer.from('A picture of her.') });
    await maria.attached('badge.txt').getByText(/\d (B|byte)/).waitFor();
    await press(page.getByRole('button', { name: 'More for Forms', exact: true }));
    await press(page.getByRole('menuitem', { name: 'Archive', exact: true }));
    await page.getByText('This form is archived').first().waitFor();

    await maria.fileButton.click();
    await gone.waitFor();
    await audit(maria.page, 'portal form that is gone');
    assert.equal(await maria.field('Cost centre').inputValue(), '4712');
    await maria.attached('badge.txt').waitFor();
    await maria.open(path);
    await gone.waitFor();
    await audit(maria.page, 'portal form that was gone before');
    await on.click();
    await maria.chooseForm('Report a problem');
    await maria.page.getByText(`Follow-up to ${about}`).waitFor();
    assert.equal(await maria.field('Title').inputValue(), 'Access for Grace');
    assert.equal(await maria.choice('Priority').inputValue(), 'high');
    await maria.attached('badge.txt').waitFor();
    for (const answer of ['System: VPN', 'Who needs it?: Tom Becker', 'Cost centre: 4712']) {
      assert.ok((await maria.field('Description').inputValue()).includes(answer), answer);
    }
    // It comes back with all of it, too.
    await maria.page.reload();
    await maria.attached('badge.txt').waitFor();
    await maria.fillIn('Access for Grace', await maria.field('Description').inputValue());
    await maria.fileButton.click();
    await maria.heading('Access for Grace').waitFor();
    await maria.message('She starts on Wednesday.').filter({ hasText: 'badge.txt' }).waitFor();
    assert.ok(!(await kept('One word more.')), 'what was left is said');
    // What was filed is no draft any more, so the form's address says nothing of it.
    await maria.open(path);
    await maria.page.getByRole('heading', { name: /could not find/i }).waitFor();
  });
});
