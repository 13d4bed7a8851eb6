// Who hears of a ticket, and how often: followers on both sides, preferences, a muted ticket, the way out that each mail has.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const TITLE = 'The warehouse has no light';

/** Asks as a mail program does, which has no browser's session. Returns the status. */
function ask(address, { method = 'GET', headers = {}, body } = {}) {
  const { host, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: pathname, method, headers: { ...headers, host } }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

story('Who follows a ticket hears of it as they wish', 'followers', (step, world) => {
  let maria;
  let tom;
  let ana;
  let key;

  const about = async (address) => (await world().sandbox.mailsTo(address)).filter(({ subject }) => subject.includes(key));
  const hears = async (address, text) => eventually(async () => (await about(address)).find((mail) => mail.text.includes(text)), `${address} reads “${text}”`);
  const unsubscribe = ({ headers }) => headers.find(([name]) => name.toLowerCase() === 'list-unsubscribe')[1].match(/<(https?:[^>]+)>/)[1];
  const followers = (portal) => portal.page.getByRole('region', { name: 'Followers' });

  step('adds a colleague by name', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn(TITLE, 'We work by torchlight.');
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    key = maria.page.url().match(/[A-Z]+-\d+/)[0];
    await followers(maria).getByRole('combobox', { name: /Add a colleague/ }).fill('Somebody');
    await followers(maria).getByRole('button', { name: 'Add', exact: true }).click();
    await followers(maria).getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    await audit(maria.page, 'portal followers refused');
    // What was typed stays until the answer is good.
    const who = followers(maria).getByRole('combobox', { name: /Add a colleague/ });
    const asked = new Promise((resolve) => {
      maria.page.route('**/followers', resolve, { times: 1 });
    });
    await who.fill(TOM.name);
    await followers(maria).getByRole('button', { name: 'Add', exact: true }).click();
    const route = await asked;
    assert.equal(await who.inputValue(), TOM.name);
    await route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/unavailable', title: 'Not available', status: 503 }) });
    await followers(maria).getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    assert.equal(await who.inputValue(), TOM.name);
    await followers(maria).getByRole('button', { name: 'Add', exact: true }).click();
    await followers(maria).getByRole('listitem').filter({ hasText: TOM.name }).waitFor();
    assert.equal(await who.inputValue(), '');
    await maria.page.reload();
    await followers(maria).getByRole('listitem').filter({ hasText: TOM.name }).waitFor();
    await audit(maria.page, 'portal followers');
    await hears(TOM.email, `${MARIA.name} added you to ticket ${key}`);
  });

  step('who then hears what the team answers', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.open(`/tickets/${key}`);
    await ana.write('Public reply', 'An electrician comes at noon.');
    await hears(TOM.email, 'An electrician comes at noon.');
    await hears(MARIA.email, 'An electrician comes at noon.');
  });

  step('and no more of it once the ticket is muted', async () => {
    tom = new Portal(world(), await world().person('Tom'));
    await tom.enter(TOM.email);
    await tom.open(`/tickets/${key}`);
    await tom.heading(TITLE).waitFor();
    const muted = tom.page.waitForResponse((it) => it.url().endsWith('/mute') && it.request().method() === 'PUT');
    await tom.page.getByRole('checkbox', { name: 'Send me no mails about this ticket' }).check();
    assert.equal((await muted).status(), 204);
    await ana.write('Public reply', 'He is on his way.');
    await hears(MARIA.email, 'He is on his way.');
    assert.equal((await about(TOM.email)).some(({ text }) => text.includes('He is on his way.')), false);
    const back = tom.page.waitForResponse((it) => it.url().endsWith('/mute') && it.request().method() === 'DELETE');
    await tom.page.getByRole('checkbox', { name: 'Send me no mails about this ticket' }).uncheck();
    assert.equal((await back).status(), 204);
  });

  step('leaves by one click of the mail program', async () => {
    const mail = await hears(TOM.email, 'An electrician comes at noon.');
    const post = mail.headers.find(([name]) => name.toLowerCase() === 'list-unsubscribe-post')[1];
    assert.equal(post, 'List-Unsubscribe=One-Click');
    const address = unsubscribe(mail);
    // Scanners that open links end nothing.
    assert.equal(await ask(address), 200);
    await tom.page.reload();
    await tom.heading(TITLE).waitFor();
    assert.equal(await tom.page.getByRole('checkbox', { name: 'Send me no mails about this ticket' }).isChecked(), false);
    assert.equal(await ask(address, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: post }), 200);
    await tom.page.reload();
    await tom.heading(TITLE).waitFor();
    assert.equal(await tom.page.getByRole('checkbox', { name: 'Send me no mails about this ticket' }).isChecked(), true);
  });

  step('or by the page that the mail leads to', async () => {
    const link = unsubscribe(await hears(MARIA.email, 'He is on his way.'));
    await maria.page.goto(link);
    await audit(maria.page, 'unsubscribe');
    await maria.page.getByRole('button', { name: 'No more mails about any ticket' }).click();
    await maria.page.getByRole('status').filter({ hasText: 'You get no more mails about tickets.' }).waitFor();
    await ana.write('Public reply', 'There is light.');
    await world().sandbox.settled();
    await maria.page.getByRole('link', { name: 'Choose which mails you get' }).click();
    await maria.page.getByRole('radio', { name: /^No mails/ }).waitFor();
    assert.equal(await maria.page.getByRole('radio', { name: /^No mails/ }).isChecked(), true);
  });

  step('chooses one mail a day, and every mail again', async () => {
    const save = async (name) => {
      await maria.page.getByRole('radio', { name }).check();
      await maria.page.getByRole('region', { name: 'Mails about tickets' }).getByRole('button', { name: 'Save' }).click();
      await maria.page.getByRole('status').filter({ hasText: 'Saved.' }).first().waitFor();
    };
    await save(/^One mail a day/);
    await audit(maria.page, 'portal preferences');
    await ana.write('Public reply', 'Told in the morning.');
    await ana.setStatus('Pending');
    await maria.page.reload();
    await maria.page.getByRole('radio', { name: /^One mail a day/ }).waitFor();
    assert.equal(await maria.page.getByRole('radio', { name: /^One mail a day/ }).isChecked(), true);
    await save(/^Every event/);
    await ana.write('Public reply', 'Told at once.');
    await hears(MARIA.email, 'Told at once.');
    const all = (await about(MARIA.email)).filter(({ text }) => text.startsWith(`${ANA.name} answered`));
    assert.deepEqual(all.map(({ text }) => /There is light|Told in the morning/.test(text.split('---- Earlier')[0])).filter(Boolean), []);
  });
});
