// The main job: a customer asks in the browser, the team answers in Slack, the customer reads the answer.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, CHLOE, GLOBEX_CHANNEL, MARIA, PRIYA, TOM, TRIAGE } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { content } from '../support/sandbox.js';
import { linkIn } from '../support/sign-in.js';
import { SlackPage } from '../support/slack.js';
import { story } from '../support/story.js';

const TITLE = 'The export stops at page three';
const QUESTION = 'Since this morning every export ends after **three** pages.';
const ANSWER = 'Thanks, we found it. A fix goes out *today*.';

const HOSTILE = `harmless <img src="x" onerror="document.title='owned'"><script>document.title='owned'</script>
[press](javascript:document.title='owned') <!channel> <@U0BEN> <style>*{display:none}</style>`;

/** Nothing of it became a part of the page, and nothing of it ran. */
async function inert(app) {
  const message = app.message('harmless');
  await message.getByText('<script>').waitFor();
  assert.equal(await message.locator('img[src="x"], script, style, a[href^="javascript"]').count(), 0);
  assert.notEqual(await app.page.title(), 'owned');
}

story('A ticket filed in the browser is answered in Slack', 'loop', (step, world) => {
  let maria;
  let tom;
  let link;
  let key;
  let card;

  step('shows a stranger the same screen and sends no mail', async () => {
    const portal = new Portal(world(), await world().person('stranger'));
    await portal.open();
    await audit(portal.page, 'portal sign in');
    await portal.signIn.ask('somebody@stranger.example');
    await audit(portal.page, 'portal check your inbox');
  });

  step('lets a contact in with the code of the mail', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.open();
    await maria.signIn.byCode(MARIA.email);
    await maria.list.waitFor();
    assert.deepEqual(await world().sandbox.mailsTo('somebody@stranger.example'), [], 'a stranger gets no mail');
    await audit(maria.page, 'portal tickets');
  });

  step('lets a colleague in by the link, once they confirm', async () => {
    tom = new Portal(world(), await world().person('Tom'));
    await tom.open();
    await tom.signIn.ask(TOM.email);
    link = linkIn((await world().sandbox.nextSignInMailTo(TOM.email)).text);
    const scanner = await world().person('a program that scans mails');
    await scanner.page.goto(link); // It must not use the link up.
    await tom.page.goto(link);
    await audit(tom.page, 'portal confirm sign in');
    await tom.page.getByRole('button', { name: 'Sign in' }).click();
    await tom.list.waitFor();
  });

  step('takes a link only once', async () => {
    const { page } = await world().person('Tom, later');
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /link/i }).waitFor();
    await audit(page, 'portal link refused');
  });

  step('files a ticket through a form', async () => {
    await maria.newTicket();
    await audit(maria.page, 'portal forms');
    await maria.chooseForm('Report a problem');
    await audit(maria.page, 'portal new ticket');
    await maria.fileButton.click();
    await maria.page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await audit(maria.page, 'portal new ticket with errors');
    await maria.fillIn(TITLE, QUESTION);
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    const notice = maria.page.getByText(/Filed as [A-Z]+-\d+/);
    await notice.waitFor();
    [key] = (await notice.textContent()).match(/[A-Z]+-\d+/);
    await maria.message('every export ends').waitFor();
    await audit(maria.page, 'portal ticket');
  });

  step('lists it for a colleague, and hides it from another customer', async () => {
    await tom.open();
    await tom.openTicket(TITLE);
    await tom.message('every export ends').waitFor();
    const priya = new Portal(world(), await world().person('Priya'));
    await priya.enter(PRIYA.email);
    assert.equal(await priya.row(TITLE).count(), 0);
    await priya.open(new URL(tom.page.url()).pathname);
    await priya.page.getByRole('heading', { name: /could not find/i }).waitFor();
    await audit(priya.page, 'portal not found');
  });

  step('posts one card to triage and one to the customer channel', async () => {
    card = await eventually(() => world().sandbox.card(TRIAGE.id, key), 'the card in triage');
    const shared = await eventually(() => world().sandbox.card(GLOBEX_CHANNEL.id, key), 'the card in the customer channel');
    assert.ok(content(card).includes(TITLE));
    assert.ok(content(shared).includes(TITLE));
    assert.ok(!content(shared).includes('/console/'), 'nothing internal where customers read');
  });

  step('takes the answer from the thread', async () => {
    const slack = new SlackPage(world(), await world().person('Chloe in Slack'));
    await slack.open();
    await slack.become(CHLOE.name);
    await slack.openChannel(TRIAGE.name);
    await slack.card(key).waitFor();
    await audit(slack.page, 'sandbox channel');
    await slack.openThread(key);
    await slack.reply(ANSWER);
    // How soon, `just bench` says, of a release build.
    await maria.message('A fix goes out').waitFor();
    await maria.status('In progress').waitFor();
    await eventually(async () => {
      const reply = (await world().sandbox.thread(TRIAGE.id, card.ts)).find((message) => content(message).includes('A fix goes out'));
      return reply?.reactions?.some(({ name }) => name === 'white_check_mark');
    }, 'the ✅');
    await eventually(async () => content(await world().sandbox.card(TRIAGE.id, key)).includes('In progress'), 'the card says in progress');
    await audit(slack.page, 'sandbox thread');
  });

  step('mails the answer on its own, with the conversation as context', async () => {
    const mail = await eventually(async () => (await world().sandbox.mailsTo(MARIA.email)).find(({ text }) => text.includes('A fix goes out')), 'the mail');
    assert.ok(mail.text.includes('every export ends'), 'earlier messages');
    const headers = Object.fromEntries(mail.headers.map(([name, value]) => [name.toLowerCase(), value]));
    assert.match(headers.from, /support@acme\.example/, "the account's own address");
    assert.equal(headers['in-reply-to'], undefined);
    assert.equal(headers.references, undefined);
    assert.match(headers['auto-submitted'], /auto-/);
  });

  step('takes an answer to the mail as a reply', async () => {
    const person = await world().person('Maria at her mails');
    const { id } = (await world().sandbox.mailsTo(MARIA.email)).find(({ text }) => text.includes('A fix goes out'));
    await person.page.goto(`${world().sandbox.address}/mail/${id}`);
    await audit(person.page, 'sandbox mail');
    await person.page.getByRole('textbox', { name: 'Your answer' }).fill('By mail: it works from here.');
    await person.page.getByRole('button', { name: 'Send' }).click();
    await person.page.getByText('Your answer was delivered.').waitFor();
    await maria.message('By mail: it works from here.').waitFor();
    assert.equal(await maria.message('A fix goes out').count(), 1, 'without the quotation');
    await maria.status('Open').waitFor();
    await eventually(async () => (await world().sandbox.thread(TRIAGE.id, card.ts)).some((message) => content(message).includes('it works from here')), 'the answer in triage');
  });

  step('shows what was edited while the news of it was still on its way', async () => {
    const beside = await maria.page.context().newPage();
    await beside.goto(maria.page.url());
    await beside.getByRole('article').filter({ hasText: 'A fix goes out' }).waitFor();
    let said;
    await maria.page.exposeFunction('meanwhile', async () => {
      await world().sandbox.edit(CHLOE.slack, TRIAGE.id, await said, 'Exports are back for everybody');
      await beside.getByRole('article').filter({ hasText: 'Exports are back for everybody' }).waitFor();
    });
    // The first answer about news is from before the edit, of which the page hears while it still waits for the answer.
    await maria.page.evaluate(() => {
      const { fetch } = globalThis;
      globalThis.fetch = async (request, ...more) => {
        const response = await fetch(request, ...more);
        if (/conversation\?.*after=/.test(request.url ?? request)) {
          globalThis.fetch = fetch;
          await globalThis.meanwhile();
        }
        return response;
      };
    });
    said = world().sandbox.say(CHLOE.slack, TRIAGE.id, 'Exports are back for some', card.ts);
    await said;
    await maria.message('Exports are back for everybody').waitFor();
    await beside.close();
  });

  step('carries a reply and its mention into both threads', async () => {
    await maria.composer.click();
    await maria.page.keyboard.type('Thank you! @Ana', { delay: 20 });
    await maria.page.getByRole('option', { name: ANA.name }).click();
    await maria.page.keyboard.type(' can you confirm?');
    await maria.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await maria.message('can you confirm?').waitFor();
    await eventually(async () => (await world().sandbox.thread(TRIAGE.id, card.ts)).some((message) => content(message).includes('can you confirm?') && content(message).includes(`<@${ANA.slack}>`)), 'a real mention in triage');
    const shared = await world().sandbox.card(GLOBEX_CHANNEL.id, key);
    await eventually(async () => (await world().sandbox.thread(GLOBEX_CHANNEL.id, shared.ts)).some((message) => content(message).includes('can you confirm?')), 'the reply in the customer channel');
    await maria.status('Open').waitFor();
  });

  step('shows what would do harm as what it is: text', async () => {
    await maria.composer.fill(HOSTILE);
    await maria.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await maria.message('harmless').waitFor();
    await inert(maria);
    const thread = await eventually(async () => {
      const found = await world().sandbox.thread(TRIAGE.id, card.ts);
      return found.some((message) => content(message).includes('harmless')) && found;
    }, 'the reply in triage');
    const { text, blocks } = thread.find((message) => content(message).includes('harmless'));
    assert.match(text, /&lt;!channel&gt;/);
    assert.ok(!/"type":"(broadcast|user)"/.test(JSON.stringify(blocks)), `nobody is called: ${JSON.stringify(blocks)}`);
  });

  step('goes on in the console, where a note stays inside', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    await ana.open();
    await audit(ana.page, 'console sign in');
    await ana.signIn.byCode(ANA.email);
    await audit(ana.page, 'console inbox');
    for (const name of ['Filter and sort', 'Your account']) {
      await ana.page.getByRole('button', { name, exact: true }).click();
      await ana.page.getByRole('menu').filter({ visible: true }).waitFor();
      await audit(ana.page, `console ${name} menu`);
      await ana.page.keyboard.press('Escape');
    }
    await ana.page.getByRole('link', { name: /^Mentions me/ }).click();
    await ana.openTicket(TITLE);
    await ana.message('can you confirm?').waitFor();
    await inert(ana);
    await ana.write('Internal note', 'Customer is on the old plan.');
    await ana.write('Public reply', 'Confirmed: it is live now.');
    await audit(ana.page, 'console ticket');
    await ana.page.getByRole('button', { name: 'Move' }).click();
    await ana.dialog.getByRole('combobox', { name: 'Requester' }).getByRole('option', { name: MARIA.name }).waitFor({ state: 'attached' });
    await audit(ana.page, 'console move');
    await ana.dialog.getByRole('button', { name: 'Not now' }).click();
    await maria.message('it is live now').waitFor();
    assert.equal(await maria.message('old plan').count(), 0);
    await eventually(async () => (await world().sandbox.thread(TRIAGE.id, card.ts)).some((message) => content(message).includes('old plan')), 'the note in triage');
    await ana.setStatus('Solved');
    await maria.status('Solved').waitFor();
    await eventually(async () => content(await world().sandbox.card(TRIAGE.id, key)).includes('Solved'), 'the card says solved');
    const shared = await world().sandbox.messages(GLOBEX_CHANNEL.id);
    assert.ok(!JSON.stringify(shared).includes('old plan'), 'the note is nowhere in the customer channel');
    assert.ok((await world().sandbox.mails()).every(({ text }) => !text.includes('old plan')), 'the note is in no mail');
  });

  step('exports exactly the rows that are shown', async () => {
    await maria.openList();
    await maria.openTab('Solved');
    await maria.row(TITLE).waitFor();
    const shown = await maria.keys();
    const { path: csv, name } = await maria.exportCsv();
    assert.match(name, /^acme-tickets-\d{4}-\d{2}-\d{2}\.csv$/);
    const [head, ...lines] = (await readFile(csv, 'utf8')).trim().split(/\r?\n(?=[A-Z]+-\d+)/);
    assert.match(head, /title/i);
    assert.deepEqual(lines.map((line) => line.split(',')[0]), shown);
  });

  step('shows the mails to whoever tries it out', async () => {
    const { page } = await world().person('somebody who looks around');
    await page.goto(world().sandbox.address);
    await audit(page, 'sandbox');
    await page.getByRole('link', { name: 'Mailbox' }).click();
    await audit(page, 'sandbox mailbox');
    await page.getByRole('link', { name: new RegExp(key) }).first().click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await audit(page, 'sandbox mail');
  });

  step('documents its API without a network', async () => {
    const { page } = await world().person('a developer');
    await page.goto(`${world().portal}/docs/`);
    const operation = page.getByText('/api/v1/portal/tickets', { exact: true });
    await operation.first().waitFor();
    await audit(page, 'API documentation');
    await page.getByRole('searchbox', { name: 'Find an operation' }).fill('post /api/v1/portal/tickets');
    await operation.filter({ visible: true }).first().click();
    await page.getByText('What is sent').first().waitFor();
    await audit(page, 'API documentation of an operation');
  });

  step('signs out', async () => {
    await maria.signOut();
    await maria.page.reload();
    await maria.page.getByRole('textbox', { name: /e-?mail/i }).waitFor();
    assert.deepEqual(await world().sandbox.mailsTo('somebody@stranger.example'), [], 'still no mail to the stranger');
  });
});
