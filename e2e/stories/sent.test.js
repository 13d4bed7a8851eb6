// What was sent is no draft any more, wherever its writer is by the time the answer comes; and what was typed meanwhile is not lost.

import assert from 'node:assert/strict';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

/** Keeps messages from the server until they are let go; says when one has got there. */
async function hold(page) {
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  const isMessage = (url) => url.pathname.endsWith('/messages');
  const asked = page.waitForRequest((request) => request.method() === 'POST' && isMessage(new URL(request.url())));
  const answered = page.waitForResponse((res) => res.request().method() === 'POST' && isMessage(new URL(res.url())));
  await page.route(isMessage, async (route) => {
    await held;
    await route.continue();
  });
  return {
    asked,
    async release() {
      letGo();
      await answered; // The route stays: to end it may hold up what else is under way.
    },
  };
}

/** Nothing that is kept on the device says it any more. */
async function isNoDraft(page, text) {
  const kept = async () => JSON.stringify(await page.evaluate(() => ({ ...localStorage })));
  await eventually(async () => !(await kept()).includes(text), `${text} is no draft`);
}

story('What was sent is no draft', 'sent', (step, world) => {
  let key;

  step('when a contact has left the ticket before the answer came', async () => {
    const maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    await maria.composer.fill('Off it goes.');
    key = await maria.keyOnPage();
    const sending = await hold(maria.page);
    await maria.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await sending.asked;
    await maria.openList();
    await sending.release();
    await isNoDraft(maria.page, 'Off it goes.');
    await maria.open(`/tickets/${key}`);
    await maria.message('Off it goes.').waitFor();
    assert.equal(await maria.composer.inputValue(), '');
    assert.equal(await maria.page.getByText('Your draft was restored.').count(), 0);
  });

  step('when a contact has come back to the ticket before the answer came', async () => {
    const maria = new Portal(world(), await world().person('Maria again'));
    await maria.enter(MARIA.email);
    await maria.rows().filter({ hasText: key }).click();
    await maria.composer.fill('Off once more.');
    const sending = await hold(maria.page);
    await maria.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await sending.asked;
    await maria.openList();
    await maria.rows().filter({ hasText: key }).click();
    await eventually(async () => (await maria.composer.inputValue()) === 'Off once more.', 'it is kept until the answer comes');
    await sending.release();
    await eventually(async () => (await maria.composer.inputValue()) === '', 'it is sent');
    await isNoDraft(maria.page, 'Off once more.');
    await maria.message('Off once more.').waitFor();
  });

  step('when an agent has gone on to write a note', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    const { page } = ana;
    const mode = (name) => page.getByRole('radio', { name });
    const text = (name) => page.getByRole('textbox', { name });
    await ana.enter(ANA.email);
    await ana.open(`/tickets/${key}`);
    await ana.message('Off it goes.').waitFor();
    const sending = await hold(page);
    await text('Public reply').fill('We are on it.');
    await ana.send('Public reply');
    await sending.asked;
    await text('Public reply').pressSequentially(' Until soon.');
    await mode('Internal note').check();
    await text('Internal note').fill('They have asked twice.');
    await sending.release();
    await isNoDraft(page, 'We are on it.');
    await ana.message('We are on it.').waitFor();
    assert.equal(await text('Internal note').inputValue(), 'They have asked twice.');
    await mode('Public reply').check();
    assert.equal(await text('Public reply').inputValue(), 'Until soon.');
    await text('Public reply').fill('');
    await page.reload();
    await ana.message('We are on it.').waitFor();
    assert.equal(await text('Public reply').inputValue(), '');
    await mode('Internal note').check();
    assert.equal(await text('Internal note').inputValue(), 'They have asked twice.');
  });

  step('and what could not be sent is told where it was written, not where its writer has gone on', async () => {
    const ana = new Console(world(), await world().person('Ana, once more'));
    const { page } = ana;
    const mode = (name) => page.getByRole('radio', { name });
    const told = page.getByRole('alert').filter({ hasText: 'This was not sent' });
    await ana.enter(ANA.email);
    await ana.open(`/tickets/${key}`);
    await ana.message('We are on it.').waitFor();
    let fail;
    const failing = new Promise((resolve) => { fail = resolve; });
    await page.route((url) => url.pathname.endsWith('/messages'), async (route) => {
      await failing;
      await route.abort();
    });
    await ana.fill('Public reply', 'Nobody hears this.');
    const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/messages'));
    await ana.send('Public reply');
    await asked;
    await mode('Internal note').check();
    fail();
    await page.getByRole('button', { name: 'Add note' }).and(page.locator(':enabled')).waitFor();
    await eventually(async () => !(await page.getByText('Sending…').count()), 'it is answered');
    assert.equal(await told.count(), 0, 'nothing is wrong with the note');
    await mode('Public reply').check();
    await told.waitFor();
    await mode('Internal note').check();
    await told.waitFor({ state: 'hidden' });
  });
});

story('Words whose answer was lost are sent once', 'sent-once', (step, world) => {
  let maria;

  /** The server takes what is posted there, and nobody hears of it: the page is closed or reloaded before. */
  const deaf = async (page, path, act) => {
    const network = await page.context().newCDPSession(page);
    await network.send('Fetch.enable', { patterns: [{ urlPattern: `*${path}`, requestStage: 'Response' }] });
    const taken = new Promise((resolve) => { network.once('Fetch.requestPaused', resolve); });
    await act();
    await taken;
    await page.reload();
    await network.detach();
  };
  const isNamed = async (title) => (await maria.ask('GET', `/tickets?q=${encodeURIComponent(title)}`)).items.filter((it) => it.title === title);

  step('though the page was reloaded while a ticket was on its way', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn('Filed once', 'No answer came.');
    await deaf(maria.page, '/portal/tickets', () => maria.fileButton.click());
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await maria.fileButton.click();
    await maria.heading('Filed once').waitFor();
    assert.equal((await isNamed('Filed once')).length, 1);
  });

  step('and is another ticket when its words are others', async () => {
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn('First words', 'No answer came.');
    await deaf(maria.page, '/portal/tickets', () => maria.fileButton.click());
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await maria.field('Title').fill('Other words');
    await maria.fileButton.click();
    await maria.heading('Other words').waitFor();
    for (const title of ['First words', 'Other words']) assert.equal((await isNamed(title)).length, 1, title);
  });

  step('though the page was reloaded while a reply was on its way', async () => {
    await deaf(maria.page, '/messages', async () => {
      await maria.attach({ name: 'once.txt', mimeType: 'text/plain', buffer: Buffer.from('Sent once.') });
      await maria.attached('once.txt').getByText(/\d (B|byte)/).waitFor();
      await maria.composer.fill('Said once');
      await maria.composer.press('Control+Enter');
    });
    await maria.page.getByText('Your draft was restored.').first().waitFor();
    await maria.composer.press('Control+Enter');
    await eventually(async () => (await maria.composer.inputValue()) === '', 'it is sent');
    await maria.message('Said once').filter({ hasText: 'once.txt' }).waitFor();
    assert.equal(await maria.message('Said once').count(), 1);
    // The same once more is meant to be there twice.
    await maria.composer.fill('Said once');
    await maria.composer.press('Control+Enter');
    await eventually(async () => (await maria.message('Said once').count()) === 2, 'it is said again');
  });

  step('though another tab has filed them', async () => {
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn('In two tabs', 'But one ticket.');
    const page = await maria.page.context().newPage();
    const other = new Portal(world(), { page });
    await other.open(new URL(maria.page.url()).pathname);
    await page.getByText('Your draft was restored.').first().waitFor();
    await maria.fileButton.click();
    await maria.heading('In two tabs').waitFor();
    await other.fileButton.click();
    await other.heading('In two tabs').waitFor();
    assert.equal(await other.keyOnPage(), await maria.keyOnPage());
    assert.equal((await isNamed('In two tabs')).length, 1);
    await page.close();
  });
});
