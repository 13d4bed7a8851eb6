// kill -9 at any moment: what was acknowledged is there afterwards, and nothing is there twice.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Console } from '../support/console.js';
import { ANA, CHLOE, GLOBEX_CHANNEL, MARIA, TOM, TRIAGE } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { content } from '../support/sandbox.js';
import { codeIn } from '../support/sign-in.js';
import { story } from '../support/story.js';

/** When the power fails, in milliseconds after the button was pressed. */
const MOMENTS = [0, 10, 40, 120, 400];

story('The server is killed at any moment', 'kill', (step, world) => {
  let maria;
  let ana;

  step('signs in', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
  });

  step('signs in, killed while the mail is under way', async () => {
    const tom = new Portal(world(), await world().person('Tom'));
    await tom.open();
    await tom.signIn.ask(TOM.email);
    await cutPower(world(), 5);
    const { text } = await world().sandbox.nextSignInMailTo(TOM.email, 0);
    await tom.page.getByRole('textbox', { name: 'Code' }).fill(codeIn(text));
    await tom.list.waitFor();
  });

  for (const moment of MOMENTS) {
    const title = `Power cut after ${moment} ms`;

    step(`files a ticket, killed after ${moment} ms`, async () => {
      await maria.open();
      await maria.newTicket();
      await maria.chooseForm('Report a problem');
      await maria.fillIn(title, 'Does it arrive?');
      await maria.fileButton.click();
      await cutPower(world(), moment);
      await maria.pressOnUntilFiled(title);

      const key = await maria.keyOnPage();
      for (const channel of [TRIAGE.id, GLOBEX_CHANNEL.id]) {
        await eventually(() => world().sandbox.card(channel, key), `the card in ${channel}`, 20_000);
      }
      await maria.openList();
      await maria.row(title).first().waitFor();
      assert.equal(await maria.row(title).count(), 1, 'filed once');
    });

    step(`answers in Slack, killed after ${moment} ms`, async () => {
      await maria.openList();
      await maria.openTicket(title);
      const key = await maria.keyOnPage();
      const card = await world().sandbox.card(TRIAGE.id, key);
      const answer = `It did, after ${moment} ms.`;
      await world().sandbox.say(CHLOE.slack, TRIAGE.id, answer, card.ts);
      await cutPower(world(), moment);

      await eventually(async () => (await maria.message(answer).count()) > 0, 'the answer on the portal', 30_000);
      assert.equal(await maria.message(answer).count(), 1, 'shown once');
      const shared = await world().sandbox.card(GLOBEX_CHANNEL.id, key);
      const copies = async () => (await world().sandbox.thread(GLOBEX_CHANNEL.id, shared.ts)).filter((message) => content(message).includes(answer));
      await eventually(async () => (await copies()).length > 0, 'the answer in the customer channel', 30_000);
      // By Message-ID: SMTP cannot tell whether a mail that was cut off was taken, so a copy may follow, and carries the same one.
      const mails = async () => new Set((await world().sandbox.mailsTo(MARIA.email)).filter(({ text }) => text.includes(answer) && text.includes(key)).map(({ message_id: id }) => id));
      await eventually(async () => (await mails()).size > 0, 'the mail', 30_000);
      assert.equal((await copies()).length, 1, 'posted once');
      assert.equal((await mails()).size, 1, 'one mail, whatever copies of it there are');
    });
  }

  for (const moment of MOMENTS) {
    step(`answers in the console, killed after ${moment} ms`, async () => {
      const title = `Power cut after ${moment} ms`;
      const answer = `From the console, after ${moment} ms.`;
      await ana.open('/');
      await ana.openTicket(title);
      await ana.fill('Public reply', answer);
      await ana.send('Public reply');
      await cutPower(world(), moment);
      await ana.pressOnUntilSaid('Public reply', answer);

      await maria.openList();
      await maria.openTicket(title);
      await maria.message(answer).first().waitFor();
      assert.equal(await maria.message(answer).count(), 1, 'shown once');
      const card = await world().sandbox.card(TRIAGE.id, await maria.keyOnPage());
      const copies = async () => (await world().sandbox.thread(TRIAGE.id, card.ts)).filter((message) => content(message).includes(answer));
      await eventually(async () => (await copies()).length > 0, 'the answer in the triage thread', 60_000);
      assert.equal((await copies()).length, 1, 'posted once');
    });
  }

  step('saves the portal’s name, killed at once', async () => {
    await ana.open('/');
    await ana.openPortalSetup();
    await ana.page.getByRole('textbox', { name: 'Portal name' }).fill('After the power cut');
    const save = ana.page.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    await cutPower(world(), 0);
    await eventually(async () => {
      if ((await save.count()) === 0) return true; // Nothing is left to be saved.
      if (await save.isEnabled()) await save.click({ timeout: 500 });
      return false;
    }, 'the new name is saved', 30_000);
    assert.equal((await ana.ask('GET', '/portal-setup')).name, 'After the power cut');
    await eventually(async () => {
      await maria.open();
      return await maria.isNamed('After the power cut');
    }, 'the portal bears its new name', 15_000);
  });

  step('has one of each in the end', async () => {
    await world().sandbox.settled();
    for (const channel of [TRIAGE.id, GLOBEX_CHANNEL.id]) {
      const messages = await world().sandbox.messages(channel);
      for (const moment of MOMENTS) {
        const answers = messages.filter((message) => content(message).includes(`It did, after ${moment} ms.`));
        assert.equal(answers.length, 1, `${channel}, ${moment} ms`);
      }
    }
  });
});

/** The one story that waits by the clock: the moment of the power cut is what it is about. */
async function cutPower(world, moment) {
  await pause(moment);
  await world.killPortico();
  await world.startPortico();
}
