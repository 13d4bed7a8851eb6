// A customer keeps a list under a name, shares it, and is told of open tickets like the one they are about to file.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { PHONE } from '../support/world.js';

story('A customer keeps what they look for often', 'views', (step, world) => {
  let maria;
  let tom;
  let shown;

  const menu = (portal, name = /^View/) => portal.page.getByRole('button', { name });
  const item = (portal, name) => portal.page.getByRole('menuitemradio', { name }).or(portal.page.getByRole('menuitem', { name }));
  const choose = async (portal, name) => {
    await menu(portal).click();
    await item(portal, name).click();
  };

  step('saves the present list under a name', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.open('/?tab=all&priority=high&sort=number');
    await maria.rows().first().waitFor();
    shown = await maria.keys();
    await choose(maria, 'Save this view…');
    const dialog = maria.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await audit(maria.page, 'portal save a view');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Burning');
    await dialog.getByRole('checkbox', { name: 'Share with colleagues' }).check();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await menu(maria).getByText('Burning').waitFor();
  });

  step('which a colleague chooses and cannot change', async () => {
    tom = new Portal(world(), await world().person('Tom'));
    await tom.enter(TOM.email);
    await choose(tom, `Burning · ${MARIA.name}`);
    await eventually(async () => (await tom.keys()).join() === shown.join(), 'Tom sees the same tickets');
    assert.match(tom.page.url(), /priority=high/);
    await menu(tom).click();
    await item(tom, 'Save this view…').waitFor();
    assert.equal(await item(tom, /Delete/).count(), 0);
    await audit(tom.page, 'portal views');
    await tom.page.keyboard.press('Escape');
  });

  step('gives no two the same name', async () => {
    await choose(maria, 'Save this view…');
    const dialog = maria.page.getByRole('dialog');
    const name = dialog.getByRole('textbox', { name: 'Name' });
    await name.fill('Burning');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('link', { name: 'You have a view of that name already.' }).click();
    assert.ok(await name.evaluate((it) => it === document.activeElement && it.ariaInvalid === 'true'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  step('renames it', async () => {
    await menu(maria).click();
    await item(maria, /Rename or share/).waitFor();
    await audit(maria.page, 'portal own view');
    await item(maria, /Rename or share/).click();
    await maria.page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('On fire');
    await maria.page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await menu(maria).getByText('On fire').waitFor();
    await tom.page.reload();
    await menu(tom).getByText('On fire').waitFor();
  });

  step('narrows to what is unread', async () => {
    await maria.open('/?tab=all');
    await maria.rows().first().waitFor();
    const [read] = await maria.keys();
    await maria.rows().first().click();
    await maria.composer.waitFor();
    await maria.openList();
    await maria.openTab(/^All/);
    await maria.page.getByRole('button', { name: 'Unread', exact: true }).click();
    await eventually(async () => /unread=1/.test(maria.page.url()), 'it stands in the address');
    await eventually(async () => (await maria.rows().count()) > 0 && !(await maria.keys()).includes(read), 'what was read is gone');
    await audit(maria.page, 'portal unread');
  });

  step('is told of open tickets like a new one', async () => {
    await maria.open('/?tab=open');
    await maria.rows().first().waitFor();
    const [key] = await maria.keys();
    const title = await maria.rows().first().evaluate((row) => row.querySelector('.row-title').textContent);
    await maria.open('/new');
    await maria.chooseForm('Report a problem');
    await maria.field('Title').pressSequentially(title, { delay: 5 });
    const like = maria.page.getByRole('region', { name: 'Open tickets like this one' });
    await like.getByRole('link', { name: new RegExp(key) }).waitFor();
    assert.equal(await maria.field('Title').evaluate((field) => field === document.activeElement), true, 'typing goes on');
    await audit(maria.page, 'portal similar tickets');
    await maria.field('Title').fill('Qwertz');
    await like.waitFor({ state: 'hidden' });
  });

  step('does the same on a phone, and deletes it', async () => {
    await maria.page.setViewportSize(PHONE);
    await maria.open('/');
    await choose(maria, 'On fire');
    await eventually(async () => (await maria.keys()).join() === shown.join(), 'the view is shown');
    const width = await maria.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${width} px wide`);
    await choose(maria, /Delete/);
    await maria.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await menu(maria).getByText('Views', { exact: true }).waitFor();
    await tom.page.reload();
    await tom.rows().first().waitFor();
    await menu(tom).click();
    await item(tom, 'Save this view…').waitFor();
    assert.equal(await item(tom, /On fire/).count(), 0);
  });
});
