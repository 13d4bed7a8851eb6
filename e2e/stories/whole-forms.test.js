// Everything a form can ask, made by hand in the builder and filled in by a customer.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { answerOf, field, publish, publishAnew } from '../support/forms.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const is = (of, value) => ({ answer: { field: of.id, is: 'is', value } });

story('A customer fills in all that a form can ask', 'whole-forms', (step, world) => {
  let ana;
  let maria;
  let page;
  const place = { id: crypto.randomUUID(), title: 'Where it happens', help: 'As exactly as you can.' };

  const group = (name) => page.getByRole('group', { name });
  const options = (name) => maria.choice(name).locator('option').allTextContents();

  step('offers a form with all of it', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    const system = field('select', 'System', { choices: ['Cloud', 'On site'], required: true });
    const region = field('select', 'Region', { choices: ['Europe', 'America', 'Our own hall'], narrow: [
      { when: { all: [is(system, 'Cloud')] }, choices: ['Europe', 'America'] },
      { when: { all: [is(system, 'On site')] }, choices: ['Our own hall'] },
    ] });
    const tools = field('multi_select', 'Tools', { choices: ['Exports', 'Imports', 'Reports'], max: 2 });
    const urgent = field('checkbox', 'It stands still');
    const why = field('short_text', 'What stands still', { require_when: { all: [is(urgent, true)] } });
    // In Europe, or not in the cloud; and then of exports.
    const nested = { all: [{ any: [is(region, 'Europe'), { not: is(system, 'Cloud') }] }, { answer: { field: tools.id, is: 'contains', value: 'Exports' } }] };
    const more = field('short_text', 'Which export', { show_when: nested, section: place.id });
    const room = field('short_text', 'Room', { section: place.id });
    const log = field('file', 'Log', { required: true, section: place.id });
    await publish(ana, 'All there is', { sections: [place], fields: [system, region, tools, urgent, why, more, room, log] });
    maria = new Portal(world(), await world().person('Maria'));
    page = maria.page;
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('All there is');
    await audit(page, 'portal form with all there is');
  });

  step('sees the section with what belongs to it', async () => {
    const section = page.getByRole('region', { name: 'Where it happens' });
    await section.getByText('As exactly as you can.').waitFor();
    assert.equal(await section.getByRole('textbox', { name: 'Room' }).count(), 1);
    assert.equal(await section.getByRole('combobox').count(), 0);
  });

  step('is offered fewer choices, and loses one that is offered no more', async () => {
    assert.deepEqual((await options('Region')).slice(1), ['Europe', 'America', 'Our own hall']);
    await maria.choice('System').selectOption('Cloud');
    assert.deepEqual((await options('Region')).slice(1), ['Europe', 'America']);
    await maria.choice('Region').selectOption('Europe');
    await maria.choice('System').selectOption('On site');
    assert.deepEqual((await options('Region')).slice(1), ['Our own hall']);
    assert.equal(await maria.choice('Region').inputValue(), '');
  });

  step('sees by and, or and not what is asked', async () => {
    const which = maria.field('Which export');
    const shows = async (yes, why) => eventually(async () => (await which.count() > 0) === yes, why);
    await shows(false, 'no exports yet');
    await group('Tools').getByRole('checkbox', { name: 'Exports' }).press('Space');
    await shows(true, 'not in the cloud');
    await maria.choice('System').selectOption('Cloud');
    await shows(false, 'in the cloud it must be Europe');
    await maria.choice('Region').selectOption('Europe');
    await shows(true, 'in Europe');
    await group('Tools').getByRole('checkbox', { name: 'Exports' }).press('Space');
    await shows(false, 'no exports');
    await group('Tools').getByRole('checkbox', { name: 'Exports' }).press('Space');
    await shows(true, 'exports again');
  });

  step('is told what is missing, of a condition, too', async () => {
    for (const tool of ['Imports', 'Reports']) await group('Tools').getByRole('checkbox', { name: tool }).press('Space');
    await maria.field('Title').pressSequentially('Exports stand still');
    await maria.field('Description').pressSequentially('Since this morning.');
    await page.getByRole('checkbox', { name: 'It stands still' }).press('Space');
    await maria.fileButton.click();
    await page.getByRole('link', { name: 'What stands still: Fill this in' }).waitFor();
    await page.getByRole('link', { name: /^Log: / }).waitFor();
    await page.getByRole('link', { name: /^Tools: / }).waitFor();
    await page.getByRole('checkbox', { name: 'It stands still' }).press('Space');
    await maria.fileButton.click();
    await eventually(async () => (await page.getByRole('link', { name: /^What stands still: / }).count()) === 0, 'nothing stands still, nothing to say about it');
    await page.getByRole('checkbox', { name: 'It stands still' }).press('Space');
  });

  step('files it, and finds every answer on the ticket', async () => {
    await group('Tools').getByRole('checkbox', { name: 'Imports' }).press('Space');
    await maria.field('What stands still').pressSequentially('All of it');
    await maria.field('Which export').pressSequentially('Invoices');
    await maria.field('Room').pressSequentially('12');
    await group('Log').locator('input[type=file]').setInputFiles({ name: 'export.log', mimeType: 'text/plain', buffer: Buffer.from('It stopped.') });
    await group('Log').getByText(/\d (B|byte)/).waitFor();
    await eventually(async () => (await page.locator('.field-error').count()) === 0, 'what was mended is wrong no more');
    assert.equal(await page.getByRole('alert').filter({ hasText: 'There is a problem' }).count(), 0);
    await maria.fileButton.click();
    await maria.heading('Exports stand still').waitFor();
    await page.getByText('export.log').first().waitFor();
    for (const [label, answer] of [['System', 'Cloud'], ['Region', 'Europe'], ['What stands still', 'All of it'], ['Which export', 'Invoices'], ['Room', '12'], ['It stands still', 'Yes']]) {
      assert.equal(await answerOf(page, label), answer, label);
    }
    assert.match(await answerOf(page, 'Tools'), /Exports.*Reports/s);
  });

  step('cannot cancel what is being filed, and is taken nowhere by what is filed behind them', async () => {
    await maria.openList();
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn('Slow to file', 'The line is slow.');
    let answer;
    const held = new Promise((resolve) => { answer = resolve; });
    await page.route('**/api/v1/portal/tickets', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await maria.fileButton.click();
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    const form = page.locator('form.new-ticket');
    await eventually(() => form.locator('> div').first().evaluate((it) => it.inert && Number(getComputedStyle(it).opacity) < 0.8), 'it looks as if nothing could be typed');
    const at = await form.locator('a', { hasText: 'Cancel' }).boundingBox();
    const there = page.url();
    await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    assert.equal(page.url(), there, 'Cancel would not cancel it');
    await maria.openList();
    answer();
    await page.getByText(/^Filed as ACME-\d+/).waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await page.getByRole('status').getByRole('button', { name: /^ACME-\d+$/ }).click();
    await maria.heading('Slow to file').waitFor();
    await page.unroute('**/api/v1/portal/tickets');
  });
});

story('A form is made with sections, groups and rules', 'form-builder', (step, world) => {
  let ana;
  let page;

  const main = () => page.getByRole('main');
  const preview = () => page.getByRole('region', { name: 'Preview' });
  const saved = () => page.getByRole('status').filter({ hasText: 'Draft saved' }).waitFor();
  const type = async (name, text) => {
    const box = main().getByRole('textbox', { name, exact: true });
    await box.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text);
  };
  const add = async (kind, label) => {
    await page.getByRole('button', { name: 'Add field' }).press('Enter');
    await page.getByRole('menuitem', { name: kind, exact: true }).press('Enter');
    await page.getByRole('textbox', { name: 'Label' }).waitFor();
    await type('Label', label);
  };
  const openLine = async (label) => {
    const line = page.getByRole('listitem').getByRole('button', { name: new RegExp(`^${label}`), expanded: false });
    await line.press('Enter');
  };

  step('begins one, whose preview shows all that customers see', async () => {
    ana = new Console(world(), await world().person('Ana'));
    ({ page } = ana);
    await ana.enter(ANA.email);
    await ana.openSettings('Forms');
    await page.getByRole('button', { name: 'New form' }).press('Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.type('Order hardware');
    await page.keyboard.press('Enter');
    await ana.heading('Order hardware').waitFor();
    for (const name of ['Title', 'Description']) await preview().getByRole('textbox', { name }).first().waitFor();
    await preview().getByRole('combobox', { name: 'Priority' }).waitFor();
  });

  step('offers to save whom it is offered to only when that changed', async () => {
    const save = page.getByRole('button', { name: 'Save', exact: true });
    assert.equal(await save.count(), 0);
    await page.getByRole('radio', { name: 'Everybody' }).press('Space');
    await save.waitFor();
    await page.getByRole('radio', { name: 'Nobody' }).press('Space');
    await eventually(async () => (await save.count()) === 0, 'nothing is left to save');
  });

  step('follows in the preview what a field begins with, and which one is edited', async () => {
    await add('One of several choices', 'Device');
    await type('Choices', 'Laptop\nPhone\nMonitor');
    await main().getByRole('combobox', { name: 'Begins with' }).selectOption('Phone');
    await eventually(async () => (await preview().getByRole('combobox', { name: 'Device' }).inputValue()) === 'Phone', 'it begins with a phone');
    await main().getByRole('combobox', { name: 'Begins with' }).selectOption('Laptop');
    await eventually(async () => (await preview().getByRole('combobox', { name: 'Device' }).inputValue()) === 'Laptop', 'it begins with a laptop');
    for (const label of ['Serial number', 'Delivery address', 'Cost centre', 'Colour']) await add('Short text', label);
    const inView = async (label) => preview().getByRole('textbox', { name: label }).evaluate((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      const frame = it.closest('section').getBoundingClientRect();
      return top >= frame.top && bottom <= frame.bottom;
    });
    await eventually(() => inView('Colour'), 'the preview shows the last');
    await preview().evaluate((it) => { it.scrollTop = 0; });
    assert.equal(await inView('Colour'), false, 'it need not');
    await openLine('Cost centre');
    await openLine('Colour');
    await eventually(() => inView('Colour'), 'the preview shows the one that is edited');
  });

  step('adds a section, a group of conditions, and a rule for choices', async () => {
    await page.getByRole('button', { name: 'Add section' }).press('Enter');
    await page.locator('#field-edit-title').waitFor();
    await page.locator('#field-edit-title').focus();
    await page.keyboard.type('Delivery');
    await add('One of several choices', 'Size');
    await type('Choices', '13 inches\n16 inches\n6 inches');
    const shown = page.getByRole('group', { name: 'Show it only when…' });
    await shown.getByRole('button', { name: 'Add group' }).press('Enter');
    await shown.getByRole('button', { name: 'Add condition' }).first().press('Enter');
    for (const device of ['Laptop', 'Phone']) {
      if (device === 'Phone') await shown.getByRole('button', { name: 'Add condition' }).first().press('Enter');
      const at = device === 'Laptop' ? 0 : 1;
      await shown.getByRole('combobox', { name: 'Field' }).nth(at).selectOption({ label: 'Device' });
      await shown.getByRole('combobox', { name: 'Value' }).nth(at).selectOption(device);
    }
    await page.getByRole('button', { name: 'Add rule' }).press('Enter');
    const rule = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Remove rule' }) }).last();
    await rule.getByRole('button', { name: 'Add condition' }).press('Enter');
    await rule.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Device' });
    await rule.getByRole('combobox', { name: 'Value' }).selectOption('Laptop');
    for (const size of ['13 inches', '16 inches']) await rule.getByRole('checkbox', { name: size }).press('Space');
    const [left, edge] = await Promise.all([rule.getByRole('button', { name: 'Remove rule' }).boundingBox(), rule.boundingBox()]);
    assert.ok(left.x - edge.x < 20, 'it stands at the left, as all else');
    await saved();
    await audit(page, 'console form with a rule');
    assert.deepEqual((await preview().getByRole('combobox', { name: 'Size' }).locator('option').allTextContents()).slice(1), ['13 inches', '16 inches']);
    await preview().getByRole('combobox', { name: 'Device' }).selectOption('Phone');
    assert.deepEqual((await preview().getByRole('combobox', { name: 'Size' }).locator('option').allTextContents()).slice(1), ['13 inches', '16 inches', '6 inches']);
    await preview().getByRole('combobox', { name: 'Device' }).selectOption('Monitor');
    await eventually(async () => (await preview().getByRole('combobox', { name: 'Size' }).count()) === 0, 'monitors have no size');
  });

  step('warns when others look at what is removed, names it, and leads there', async () => {
    await page.getByRole('button', { name: 'More for Device', exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: 'Remove', exact: true }).press('Enter');
    await ana.hears('“Device” is removed. A condition still looks at it: Size');
    const shown = page.getByRole('group', { name: 'Show it only when…' }).getByRole('combobox', { name: 'Field' }).first();
    await eventually(async () => (await shown.locator('option:checked').textContent()) === 'Device (removed)', 'the condition says what it looked at');
    await page.getByRole('button', { name: 'Publish' }).press('Enter');
    const told = ana.dialog.getByRole('button', { name: '“Size” looks at “Device (removed)”, which does not come before it' });
    await told.waitFor();
    await audit(page, 'console form that cannot be published');
    await told.press('Enter');
    await eventually(() => page.evaluate(() => document.activeElement.textContent.startsWith('Size')), 'the focus is on its line');
    await page.getByRole('group', { name: 'Show it only when…' }).waitFor();
  });
});

story('A form is published anew without questions that were answered', 'fewer-questions', (step, world) => {
  let ana;
  let maria;
  let form;
  const notes = field('long_text', 'Your notes');
  const number = field('short_text', 'Contract number');
  const device = field('select', 'Device', { choices: ['Laptop', 'Phone'] });
  const screens = field('file', 'Screens');
  const all = { sections: [], fields: [notes, number, device, screens] };
  const fewer = { sections: [], fields: [{ ...device, choices: ['Phone'] }] };

  const fill = async (title) => {
    await maria.newTicket();
    await maria.chooseForm('Ask for a device');
    await maria.field('Title').fill(title);
    await maria.field('Description').fill('As we said.');
    await maria.field('Your notes').fill('Words of mine');
    await maria.field('Contract number').fill('C-4711');
    await maria.choice('Device').selectOption('Laptop');
    const group = maria.page.getByRole('group', { name: 'Screens' });
    await group.locator('input[type=file]').setInputFiles({ name: 'screen.txt', mimeType: 'text/plain', buffer: Buffer.from('A picture.') });
    await group.getByText(/\d (B|byte)/).waitFor();
  };
  const saysAll = async () => {
    const text = await maria.field('Description').inputValue();
    assert.match(text, /^As we said\./);
    for (const answer of ['Your notes: Words of mine', 'Contract number: C-4711', 'Device: Laptop']) {
      assert.equal(text.split(answer).length, 2, `${answer}, once`);
    }
  };

  step('while somebody fills it in: what they wrote ends the description, and files are the ticket\'s own', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    form = await publish(ana, 'Ask for a device', all);
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await fill('Changed meanwhile');
    await publishAnew(ana, form, fewer);
    await maria.fileButton.click();
    await maria.page.getByRole('alert').filter({ hasText: 'This form has changed meanwhile.' }).waitFor();
    await eventually(async () => (await maria.field('Your notes').count()) === 0, 'the question is gone');
    await saysAll();
    await maria.attached('screen.txt').waitFor();
    await maria.page.reload();
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await saysAll();
    await maria.fileButton.click();
    await maria.heading('Changed meanwhile').waitFor();
    await maria.message('Words of mine').filter({ hasText: 'screen.txt' }).waitFor();
  });

  step('while a draft of it lies on the device', async () => {
    await publishAnew(ana, form, all);
    await fill('Changed at rest');
    await maria.openList();
    await publishAnew(ana, form, fewer);
    await maria.newTicket();
    await maria.chooseForm('Ask for a device');
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await saysAll();
    await maria.attached('screen.txt').waitFor();
    // Nothing is told twice.
    await maria.field('Title').fill('Changed at rest, too');
    await maria.page.reload();
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await saysAll();
    await maria.fileButton.click();
    await maria.heading('Changed at rest, too').waitFor();
    await maria.message('C-4711').filter({ hasText: 'screen.txt' }).waitFor();
  });
});
