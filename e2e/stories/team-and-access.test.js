// Who may come in, set on the console: the team, a customer's people, a program, one's own sessions; and what the audit log says.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, BEN, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const EVA = { name: 'Eva Sommer', email: 'eva@acme.example' };
const GUEST = 'consultant@partner.example';

/** What was taken away bites within five seconds; opening a page takes its time, too. */
const SOON = 15_000;

story('An owner decides who may come in', 'access', (step, world) => {
  let ana;
  let eva;
  let maria;

  step('invites somebody to the team, who comes', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.openSettings('Team');
    await ana.member(ANA.name).waitFor();
    await audit(ana.page, 'console team');
    await ana.invite(EVA.email, EVA.name, 'Agent');
    await ana.member(EVA.name).getByText('Invited', { exact: true }).waitFor();
    await world().sandbox.nextMailTo(EVA.email);

    eva = new Console(world(), await world().person('Eva'));
    await eva.enter(EVA.email);
    await ana.page.reload();
    await ana.member(EVA.name).getByText('Active', { exact: true }).waitFor();
  });

  step('lets an agent read the team and change nothing', async () => {
    await eva.openSettings('Team');
    await eva.page.getByText('Only admins and owners change the team.').waitFor();
    await eva.member(ANA.name).waitFor();
    assert.equal(await eva.page.getByRole('button', { name: /Invite|Actions/ }).count(), 0);
    await audit(eva.page, 'console team as agent');
    await eva.openSettings('Audit log');
    await eva.page.getByRole('heading', { name: 'This page is for admins' }).waitFor();
    await audit(eva.page, 'console for admins');
  });

  step('keeps free mail and taken domains out', async () => {
    await ana.openSettings("Customers' access");
    await ana.page.getByRole('main').getByRole('link', { name: 'Globex' }).waitFor();
    await audit(ana.page, 'console customers');
    await ana.openCustomer('Globex');
    await ana.addDomain('gmail.com');
    await ana.page.getByText(/Anybody can get an address at gmail.com/).waitFor();
    await audit(ana.page, 'console customer refused');
    await ana.addDomain('initech.example');
    await ana.page.getByText('Another customer has this domain already.').waitFor();
    await ana.addDomain('globex-systems.example');
    await ana.page.getByRole('button', { name: 'Remove globex-systems.example' }).waitFor();
  });

  step('limits a customer to listed people', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await ana.addPerson(GUEST, { guest: true });
    await world().sandbox.nextMailTo(GUEST);
    await ana.page.getByRole('radio', { name: 'Only listed people' }).check();
    await ana.save();
    await maria.page.getByRole('textbox', { name: /e-?mail/i }).waitFor({ timeout: SOON });

    await ana.addPerson(MARIA.email, { invite: false });
    await audit(ana.page, 'console customer');
    await eventually(async () => {
      await maria.open();
      await maria.list.waitFor({ timeout: 5_000 }); // Her session was never ended.
      return true;
    }, 'Maria is in again', SOON);
  });

  step('makes an API key that a program uses until it is revoked', async () => {
    await ana.openSettings('API keys');
    await ana.page.getByRole('heading', { name: 'No API keys yet' }).waitFor();
    await audit(ana.page, 'console no API keys');
    const secret = await ana.createApiKey('Nightly report');
    await audit(ana.page, 'console API key secret');
    // The only account answers at the bare host, too, which every program can resolve.
    const tickets = `http://localhost:${world().port}/api/v1/tickets`;
    const ask = async () => (await fetch(tickets, { headers: { authorization: `Bearer ${secret}` } })).status;
    assert.equal(await ask(), 200);

    await ana.page.getByRole('button', { name: 'I have stored it' }).click();
    assert.equal(await ana.page.getByText(secret).count(), 0, 'the secret is shown once');
    await ana.page.getByRole('button', { name: 'Actions for Nightly report', exact: true }).click();
    await audit(ana.page, 'console API key menu');
    await ana.page.keyboard.press('Escape');
    await ana.act('Nightly report', 'Revoke');
    await ana.dialog.getByRole('button', { name: 'Revoke' }).click();
    await ana.page.getByRole('main').getByText('Revoked', { exact: true }).waitFor();
    await eventually(async () => (await ask()) === 401, 'the key is refused', SOON);
    await audit(ana.page, 'console API keys');
  });

  step('shows the ways in and adds none by accident', async () => {
    await ana.openSettings('Sign-in');
    await ana.page.getByText('No providers of your own.').waitFor();
    await audit(ana.page, 'console sign-in settings');
    await ana.page.getByRole('button', { name: 'Add provider' }).click();
    await ana.dialog.getByRole('button', { name: 'Add provider' }).click();
    await ana.dialog.getByRole('alert').waitFor();
    await audit(ana.page, 'console add provider');
    await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  step('ends the session of another browser', async () => {
    const elsewhere = new Console(world(), await world().person('Ana elsewhere'));
    await elsewhere.enter(ANA.email);
    await ana.openSessions();
    await eventually(async () => (await ana.sessions.count()) === 2, 'both sessions are listed');
    await audit(ana.page, 'console sessions');
    await ana.page.getByRole('button', { name: 'End all others' }).click();
    await ana.page.getByText('You are signed in nowhere else.').waitFor();
    await elsewhere.page.getByRole('textbox', { name: /e-?mail/i }).waitFor({ timeout: SOON });
  });

  step('shows the rest of the settings, and what is not there', async () => {
    await ana.open('/settings');
    await ana.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: /^Plan/ }).waitFor();
    await audit(ana.page, 'console settings');
    await ana.openSettings('Slack');
    await ana.page.getByRole('heading', { level: 2 }).first().waitFor();
    await audit(ana.page, 'console Slack');
    await ana.openSettings('Plan');
    await ana.page.getByRole('combobox', { name: 'Plan' }).waitFor();
    await audit(ana.page, 'console plan');
    const ben = new Console(world(), await world().person('Ben'));
    await ben.enter(BEN.email);
    await ben.openSettings('Plan');
    await ben.page.getByText('Only an owner').first().waitFor();
    await audit(ben.page, 'console plan for an admin');
    await ben.openSettings('Team');
    await ben.member(ANA.name).waitFor();
    await audit(ben.page, 'console team for an admin');
    await ben.open('/nowhere');
    await ben.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await audit(ben.page, 'console not found');
  });

  step('says so when there is no network', async () => {
    for (const { page } of [ana, maria]) {
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
    }
    await audit(ana.page, 'console offline');
    await audit(maria.page, 'portal offline');
    // Looking at a page ends what was pretended of the network.
    await maria.page.context().setOffline(false);
    await maria.page.context().setOffline(true);
    await maria.page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'Solved' }).click();
    await maria.page.getByRole('heading', { name: 'You seem to be offline' }).waitFor();
    await audit(maria.page, 'portal list offline');
    for (const { page } of [ana, maria]) await page.context().setOffline(false);
    await maria.page.getByRole('button', { name: 'Try again' }).click();
    await maria.rows().first().waitFor();
    await ana.page.getByText('You are offline.').waitFor({ state: 'hidden' });
  });

  step('finds all of it in the audit log, whose chain holds', async () => {
    await ana.openSettings('Audit log');
    for (const [what, about] of [
      ['Team member invited', EVA.email],
      ['Domain added', 'Globex'],
      ['Listed person added', 'Globex'],
      ['API key created', 'Nightly report'],
      ['API key revoked', 'Nightly report'],
    ]) {
      await ana.page.getByRole('combobox', { name: 'What' }).selectOption({ label: what });
      await ana.entry(what, about).waitFor();
    }
    await ana.page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Anything' });
    await ana.page.getByRole('button', { name: /^Details/ }).first().click();
    await ana.page.getByRole('textbox', { name: 'Hash', exact: true }).waitFor();
    await ana.page.getByRole('button', { name: 'Verify the log' }).click();
    await ana.page.getByText(/The log is whole/).waitFor();
    await audit(ana.page, 'console audit log');
  });
});
