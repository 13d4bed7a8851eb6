// What an agent changes of a ticket in dialogs: who follows it, and what was filled in, be it that nothing was.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA, PRIYA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { DESKTOP, PHONE } from '../support/world.js';

const TITLE = 'The scanner reads nothing';

story('An agent says who follows a ticket, and puts answers right', 'console-dialogs', (step, world) => {
  let maria;
  let ana;
  let page;
  let key;

  const button = (name) => page.getByRole('button', { name, exact: true });
  const answer = (portal, label) => portal.page.getByRole('complementary', { name: 'Details' }).getByRole('term').filter({ hasText: label });
  const closed = async () => await ana.dialog.waitFor({ state: 'hidden' });

  step('makes a form of which nothing must be answered', async () => {
    ana = new Console(world(), await world().person('Ana'));
    ({ page } = ana);
    await ana.enter(ANA.email);
    let form = await ana.ask('POST', '/forms', { name: 'Just ask' });
    const field = (kind, label) => ({ id: crypto.randomUUID(), kind, label });
    const fields = [field('short_text', 'Order number'), field('long_text', 'What was tried'), { ...field('short_text', 'Queue'), hidden: true }];
    form = await ana.ask('PUT', `/forms/${form.id}/draft`, { version: form.version, name: form.name, schema: { fields } });
    form = await ana.ask('POST', `/forms/${form.id}/publish`, { version: form.version });
    await ana.ask('PUT', `/forms/${form.id}/placements`, { version: form.version, on_portal: true });
  });

  step('gets a ticket by it without any answer', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Just ask');
    await maria.field('Title').fill(TITLE);
    await maria.field('Description').fill('It blinks and that is all.');
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    key = await maria.keyOnPage();
    await ana.open(`/tickets/${key}`);
    await ana.heading(TITLE).waitFor();
    await page.getByText('Nothing was filled in.').waitFor();
    await audit(page, 'console ticket without answers');
  });

  step('fills in what was left empty, on a phone', async () => {
    await page.setViewportSize(PHONE);
    await button('Correct the answers').click();
    await ana.dialog.getByRole('textbox', { name: 'Order number' }).fill('R-17');
    await ana.dialog.getByRole('textbox', { name: 'Queue' }).fill('Hardware');
    const tried = ana.dialog.getByRole('textbox', { name: 'What was tried' });
    await tried.fill('A new **cable**, as in ');
    await tried.press('End');
    await tried.pressSequentially('#');
    await ana.dialog.getByRole('listbox').waitFor();
    await audit(page, 'console answer with tickets to choose from');
    await tried.press('Escape');
    await tried.press('Backspace');
    await ana.dialog.getByRole('group', { name: 'What was tried' }).getByRole('button', { name: 'Preview' }).click();
    await ana.dialog.getByRole('region', { name: 'Preview' }).getByRole('strong').getByText('cable').waitFor();
    await audit(page, 'console correct answers');
    await ana.dialog.getByRole('button', { name: 'Save' }).click();
    await closed();
    await page.getByRole('definition').filter({ hasText: 'R-17' }).waitFor();
    await page.getByRole('definition').filter({ hasText: 'Hardware' }).waitFor();
    for (const reader of [page, maria.page]) {
      await reader.getByRole('definition').getByRole('strong').getByText('cable').waitFor();
    }
    await audit(page, 'console ticket with a long answer');
    await answer(maria, 'Order number').waitFor();
    assert.equal(await answer(maria, 'Queue').count(), 0, 'what only the team sees');
  });

  step('and corrects it while somebody else does, without losing either', async () => {
    await page.setViewportSize(DESKTOP);
    await button('Correct the answers').click();
    const order = ana.dialog.getByRole('textbox', { name: 'Order number' });
    await order.fill('R-18');
    const elsewhere = new Console(world(), await world().person('Ana elsewhere'));
    await elsewhere.enter(ANA.email);
    await elsewhere.open(`/tickets/${key}`);
    await elsewhere.setStatus('On hold');
    await eventually(async () => (await elsewhere.ask('GET', `/tickets/${key}`)).status === 'on_hold', 'the ticket was changed');
    await ana.dialog.getByRole('button', { name: 'Save' }).click();
    await ana.dialog.getByText('Somebody changed this ticket meanwhile.').waitFor();
    await audit(page, 'console correct answers of a changed ticket');
    assert.equal(await order.inputValue(), 'R-18');
    await ana.dialog.getByRole('button', { name: 'Save' }).click();
    await closed();
    await maria.page.getByRole('definition').filter({ hasText: 'R-18' }).waitFor();
  });

  step('adds a follower by name, and nobody of another customer', async () => {
    await button('Add a follower').click();
    const who = ana.dialog.getByRole('combobox', { name: 'Add a follower' });
    await ana.dialog.getByText('Nobody follows this ticket yet.').waitFor();
    await audit(page, 'console nobody follows');
    for (const nobody of ['Somebody', PRIYA.email]) {
      await who.fill(nobody);
      await ana.dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await ana.dialog.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    }
    await audit(page, 'console follower refused');
    await who.fill(TOM.name);
    await ana.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await ana.dialog.getByRole('listitem').filter({ hasText: TOM.name }).waitFor();
    assert.equal(await who.inputValue(), '');
    await audit(page, 'console followers');
    await ana.dialog.getByRole('button', { name: 'Done' }).click();
    await closed();
    await button(`Followed by ${TOM.name}`).waitFor();
    await maria.page.getByRole('region', { name: 'Followers' }).getByRole('listitem').filter({ hasText: TOM.name }).waitFor();
    await ana.write('Public reply', 'We bring you another one.');
    await eventually(async () => (await world().sandbox.mailsTo(TOM.email)).some(({ text }) => text.includes('We bring you another one.')), 'Tom hears of it');
  });

  step('and takes them away on a phone', async () => {
    await page.setViewportSize(PHONE);
    await button(`Followed by ${TOM.name}`).click();
    await ana.dialog.getByRole('button', { name: `Remove ${TOM.name} from the followers` }).click();
    await ana.dialog.getByText('Nobody follows this ticket yet.').waitFor();
    const focused = ana.dialog.getByRole('combobox', { name: 'Add a follower' });
    assert.ok(await focused.evaluate((it) => it === document.activeElement), 'the focus is not lost');
    await ana.dialog.getByRole('button', { name: 'Done' }).click();
    await closed();
    await page.setViewportSize(DESKTOP);
    await button('Add a follower').waitFor();
    await page.reload();
    await button('Add a follower').waitFor();
  });

  step('lets in mails that were held back, because more came than people write', async () => {
    const mails = await world().sandbox.mailsTo(MARIA.email);
    const mail = mails.findLast(({ text }) => text.includes('We bring you another one.'));
    for (let n = 1; n <= 22; n += 1) await world().answerByMail(mail, MARIA.email, `Answer number ${n}.`);
    await page.getByText('held back, and go after').waitFor();
    await eventually(async () => (await ana.ask('GET', `/tickets/${key}`)).held_mails === 2, 'two are held back');
    assert.equal(await ana.message('Answer number 22.').count(), 0);
    const held = page.getByRole('status').filter({ hasText: /mails? (is|are) held back/ });
    await held.waitFor();
    await audit(page, 'console mails held back');
    await held.getByRole('button', { name: 'Let them in' }).click();
    await ana.message('Answer number 21.').waitFor();
    await ana.message('Answer number 22.').waitFor();
    assert.equal(await held.count(), 0);
  });

  step('nobody is added to a ticket that is closed, and nothing corrected', async () => {
    await ana.setStatus('Closed');
    await page.getByText('This ticket is closed').first().waitFor();
    assert.equal(await button('Correct the answers').count(), 0);
    await button('Add a follower').click();
    await ana.dialog.getByText('This ticket is closed: nobody is added any more.').waitFor();
    await audit(page, 'console followers of a closed ticket');
  });
});
