// Where somebody is signed in, and whom a manager lets in.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const OSCAR = { name: 'Oscar Diaz', email: 'oscar@globex.example' };
const NINA = 'nina.berg@globex.example';

/** What is taken away is gone within five seconds; opening a page takes its time, too. */
const SOON = { timeout: 15_000 };

story('A manager sees who is in, and ends what should not be', 'people', (step, world) => {
  let maria;
  let elsewhere;

  const visitor = async (name) => new Portal(world(), await world().person(name));
  const menu = async (portal, item) => {
    await portal.page.getByRole('button', { name: 'Your account' }).click();
    await portal.page.getByRole('menuitem', { name: item }).click();
    await portal.page.getByRole('heading', { level: 1, name: item }).waitFor();
  };
  const row = (portal, name) => portal.page.getByRole('main').getByRole('listitem').filter({ hasText: name });
  const isSignedOut = async (portal) => {
    await portal.page.getByText('You have been signed out.').waitFor(SOON);
    await portal.signIn.email.waitFor();
  };

  step('lists the sessions, and ends one of another browser', async () => {
    elsewhere = await visitor('Maria on an old laptop');
    await elsewhere.enter(MARIA.email);
    await elsewhere.open('/new');
    await elsewhere.chooseForm('Report a problem');
    await elsewhere.field('Title').fill('Half a title');
    maria = await visitor('Maria');
    await maria.enter(MARIA.email);
    await menu(maria, 'Preferences');
    await row(maria, 'This one').waitFor();
    await eventually(async () => (await maria.page.getByRole('main').getByRole('listitem').count()) === 2, 'two sessions');
    await audit(maria.page, 'portal sessions');
    await maria.page.getByRole('main').getByRole('button', { name: /^End: Chrom/ }).click();
    await eventually(async () => (await maria.page.getByRole('main').getByRole('listitem').count()) === 1, 'one session');
  });

  step('leads who was signed out to the door, with what they were writing', async () => {
    await isSignedOut(elsewhere);
    await elsewhere.page.getByText('What you were writing is still here.').waitFor();
    await audit(elsewhere.page, 'portal session ended elsewhere');
    await elsewhere.signIn.byCode(MARIA.email);
    await elsewhere.fileButton.waitFor();
    assert.equal(await elsewhere.field('Title').inputValue(), 'Half a title');
  });

  step('ends all others at once', async () => {
    await maria.page.reload();
    await maria.page.getByRole('button', { name: 'End all others' }).click();
    await isSignedOut(elsewhere);
  });

  step('asks a colleague in', async () => {
    await menu(maria, 'Colleagues');
    await row(maria, TOM.name).waitFor();
    await audit(maria.page, 'portal colleagues');
    await maria.page.getByRole('button', { name: 'Invite a colleague' }).click();
    const dialog = maria.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await dialog.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await audit(maria.page, 'portal invite with errors');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill(NINA);
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await row(maria, NINA).waitFor();
    await world().sandbox.nextMailTo(NINA);
    const nina = await visitor('Nina');
    await nina.enter(NINA);
  });

  step('makes a colleague a manager, and a member again', async () => {
    for (const [action, now] of [['Make a manager', 'Manager'], ['Make a member', 'Member']]) {
      await maria.page.getByRole('button', { name: `Change ${TOM.name}` }).click();
      await maria.page.getByRole('menuitem', { name: action }).waitFor();
      await audit(maria.page, `portal colleague's menu of a ${now === 'Manager' ? 'member' : 'manager'}`);
      await maria.page.getByRole('menuitem', { name: action }).click();
      await row(maria, TOM.name).getByText(now).waitFor();
    }
  });

  step('removes a colleague, who is out within seconds', async () => {
    const oscar = await visitor('Oscar');
    await oscar.enter(OSCAR.email);
    await maria.page.getByRole('button', { name: `Change ${OSCAR.name}` }).click();
    await maria.page.getByRole('menuitem', { name: 'Remove' }).click();
    await audit(maria.page, 'portal remove a colleague');
    await maria.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await row(maria, OSCAR.name).getByText('Removed').waitFor();
    await isSignedOut(oscar);
    await row(maria, OSCAR.name).getByRole('button', { name: /Invite again/ }).click();
    await maria.page.getByRole('dialog').getByRole('button', { name: 'Send invitation' }).click();
    await maria.page.getByRole('button', { name: `Change ${OSCAR.name}` }).waitFor();
    await oscar.signIn.byCode(OSCAR.email);
    await oscar.list.waitFor();
  });

  step('shows nothing of it to a member', async () => {
    const tom = await visitor('Tom');
    await tom.enter(TOM.email);
    await tom.page.getByRole('button', { name: 'Your account' }).click();
    await tom.page.getByRole('menuitem', { name: 'Preferences' }).waitFor();
    assert.equal(await tom.page.getByRole('menuitem', { name: 'Colleagues' }).count(), 0);
    await tom.open('/colleagues');
    await tom.page.getByRole('heading', { name: /do not have access/i }).waitFor();
    await audit(tom.page, 'portal colleagues for a member');
  });
});
