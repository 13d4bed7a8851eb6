// What one wrote oneself can be changed and taken back for a quarter of an hour: in its place, by mouse and by keyboard.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { ANA, MARIA, TOM } from '../support/demo.js';
import { Console } from '../support/console.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const MINUTE = 60_000;

story('A contact changes and takes back an own message', 'own message', (step, world) => {
  let maria;
  let tom;
  let key;

  const edit = (message) => message.getByRole('button', { name: 'Edit', exact: true });
  const remove = (message) => message.getByRole('button', { name: 'Delete', exact: true });
  const editor = (portal) => portal.page.getByRole('textbox', { name: 'Edit your message' });
  const save = (portal) => portal.page.getByRole('button', { name: 'Save', exact: true });
  const dialog = (portal, name) => portal.page.getByRole('dialog', { name });

  step('shows what was changed in its place, to colleagues and to the team, too', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    await maria.reply('The printer is on fier.');
    key = await maria.keyOnPage();
    tom = new Portal(world(), await world().person('Tom'));
    await tom.enter(TOM.email);
    await tom.open(`/tickets/${key}`);
    await tom.message('on fier').waitFor();
    assert.equal(await edit(tom.message('on fier')).count(), 0, "not another's");
    await edit(maria.message('on fier')).click();
    await eventually(() => editor(maria).evaluate((it) => it === document.activeElement), 'one can type at once');
    assert.equal(await editor(maria).inputValue(), 'The printer is on fier.');
    await audit(maria.page, 'portal own message being changed');
    await editor(maria).fill('The printer is on **fire**. @Ana');
    await maria.page.getByRole('option', { name: ANA.name }).click();
    await save(maria).click();
    await maria.message('on fire').getByText('edited').waitFor();
    await maria.message('on fire').locator('strong', { hasText: 'fire' }).waitFor();
    await tom.message('on fire').getByText('edited').waitFor();
    await eventually(() => edit(maria.message('on fire')).evaluate((it) => it === document.activeElement), 'the focus is back');
    await audit(maria.page, 'portal own message');
  });

  step('by keyboard alone, and asks before it throws away what was typed', async () => {
    const { page } = maria;
    await page.keyboard.press('Enter');
    await editor(maria).waitFor();
    await page.keyboard.press('Escape');
    await editor(maria).waitFor({ state: 'detached' });
    await eventually(() => edit(maria.message('on fire')).evaluate((it) => it === document.activeElement), 'nothing was typed');
    await page.keyboard.press('Enter');
    await editor(maria).fill('It is out.');
    await page.keyboard.press('Escape');
    await dialog(maria, 'Discard your changes?').waitFor();
    await audit(page, 'portal discard changes');
    await page.keyboard.press('Escape');
    await dialog(maria, 'Discard your changes?').waitFor({ state: 'hidden' });
    assert.equal(await editor(maria).inputValue(), 'It is out.', 'whoever thinks again goes on');
    await editor(maria).focus();
    await page.keyboard.press('Control+Enter');
    await maria.message('It is out.').getByText('edited').waitFor();
    await editor(maria).waitFor({ state: 'detached' });
  });

  step('keeps what was typed over a reload', async () => {
    await edit(maria.message('It is out.')).click();
    await editor(maria).fill('It is out, thank you.');
    await maria.page.reload();
    await editor(maria).waitFor();
    assert.equal(await editor(maria).inputValue(), 'It is out, thank you.');
    await maria.page.getByText('Your draft was restored.').waitFor();
    await maria.page.getByRole('button', { name: 'Discard' }).click();
    assert.equal(await editor(maria).inputValue(), 'It is out.');
    await maria.page.getByRole('button', { name: 'Cancel' }).click();
    await editor(maria).waitFor({ state: 'detached' });
    await maria.page.reload();
    await maria.message('It is out.').waitFor();
    assert.equal(await editor(maria).count(), 0);
  });

  step('says in one tab what was changed in another', async () => {
    await edit(maria.message('It is out.')).click();
    await editor(maria).fill('Here I say one thing.');
    const beside = new Portal(world(), { page: await maria.page.context().newPage() });
    await beside.open(`/tickets/${key}`);
    await editor(beside).fill('There I say another.');
    await save(beside).click();
    await beside.message('There I say another.').getByText('edited').waitFor();
    await maria.page.getByText('changed in another place meanwhile').waitFor();
    assert.equal(await editor(maria).inputValue(), 'Here I say one thing.');
    await beside.page.close();
    await save(maria).click();
    await maria.message('Here I say one thing.').getByText('edited').waitFor();
  });

  step('and lets its writer and the team read what it said before', async () => {
    const ana = new Console(world(), await world().person('Ana, of the team'));
    await ana.enter(ANA.email);
    await ana.open(`/tickets/${key}`);
    for (const who of [maria, ana]) {
      await who.message('Here I say one thing.').getByRole('button', { name: 'edited' }).click();
      const before = dialog(who, 'Earlier versions').getByRole('listitem');
      await before.first().waitFor();
      assert.deepEqual((await before.locator('.markdown').allInnerTexts()).map((it) => it.trim()), [
        'There I say another.',
        'It is out.',
        'The printer is on fire. @Ana Lima',
        'The printer is on fier.',
      ]);
      await audit(who.page, 'earlier versions');
      await who.page.keyboard.press('Escape');
      await dialog(who, 'Earlier versions').waitFor({ state: 'hidden' });
    }
    await tom.message('Here I say one thing.').getByText('edited').waitFor();
    assert.equal(await tom.message('Here I say one thing.').getByRole('button', { name: 'edited' }).count(), 0, "not another's");
  });

  step('leaves one where one types when the card is made anew', async () => {
    const said = maria.message('Here I say one thing.');
    await edit(said).click();
    await editor(maria).fill('Here I say two things.');
    await editor(maria).evaluate((it) => it.setSelectionRange(7, 10));
    await editor(maria).press('Shift');
    const beside = new Portal(world(), { page: await maria.page.context().newPage() });
    await beside.open(`/tickets/${key}`);
    await editor(beside).fill('There I say a third.');
    await save(beside).click();
    await beside.message('There I say a third.').waitFor();
    await beside.page.close();
    await maria.page.getByText('changed in another place meanwhile').waitFor();
    const place = () => editor(maria).evaluate((it) => it === document.activeElement && [it.selectionStart, it.selectionEnd].join());
    await eventually(async () => (await place()) === '7,10', 'the focus is where it was');
    await editor(maria).fill('Here I say one thing.');
    await save(maria).click();
    await maria.message('Here I say one thing.').waitFor();
    await editor(maria).waitFor({ state: 'detached' });
  });

  step('takes it back, once asked', async () => {
    await remove(maria.message('Here I say one thing.')).click();
    await dialog(maria, 'Delete this message?').waitFor();
    await audit(maria.page, 'portal delete message');
    await dialog(maria, 'Delete this message?').getByRole('button', { name: 'Cancel' }).click();
    await maria.message('Here I say one thing.').waitFor();
    await remove(maria.message('Here I say one thing.')).click();
    await dialog(maria, 'Delete this message?').getByRole('button', { name: 'Delete' }).click();
    await maria.message('This message was deleted.').waitFor();
    await tom.message('This message was deleted.').waitFor();
    assert.equal(await edit(maria.message('This message was deleted.')).count(), 0);
    await eventually(() => maria.message('This message was deleted.').evaluate((it) => it === document.activeElement), 'the focus is at what is left');
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.open(`/tickets/${key}`);
    await ana.message('This message was deleted.').waitFor();
  });

  step('takes the buttons away when the time is up, and keeps what was typed', async () => {
    await maria.page.clock.install();
    await maria.page.reload();
    await maria.reply('Said in time.');
    await maria.reply('Said in time, too.');
    await edit(maria.message('Said in time, too.')).click();
    await editor(maria).fill('Thought of late.');
    await edit(maria.message('Said in time.')).focus();
    await maria.page.clock.fastForward(16 * MINUTE);
    await edit(maria.message('Said in time.')).waitFor({ state: 'detached' });
    await maria.page.getByText('15 minutes, which are over').waitFor();
    assert.equal(await save(maria).count(), 0);
    assert.equal(await editor(maria).inputValue(), 'Thought of late.');
    await maria.page.getByRole('button', { name: 'Copy text' }).waitFor();
    const at = await maria.page.evaluate(() => document.activeElement.closest('article')?.textContent ?? '');
    assert.ok(at.includes('Said in time.'), 'the focus stays at the message');
    await audit(maria.page, 'portal own message too late');
  });

  step('is refused by the server by its own clock, and politely', async () => {
    const late = new Portal(world(), await world().person('Maria, whose clock is slow'));
    await late.enter(MARIA.email);
    await late.open(`/tickets/${key}`);
    const old = late.page.getByRole('article', { name: MARIA.name }).first();
    const written = new Date(await old.locator('time').getAttribute('datetime'));
    assert.equal(await edit(old).count(), 0);
    await late.page.clock.setFixedTime(new Date(written.getTime() + MINUTE));
    await late.page.reload();
    await edit(old).click();
    await editor(late).fill('I meant something else.');
    await save(late).click();
    await late.page.getByText('15 minutes, which are over').waitFor();
    assert.equal(await editor(late).inputValue(), 'I meant something else.');
  });
});
