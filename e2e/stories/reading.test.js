// The ticket's page while somebody reads and writes on it: nothing moves under them, and nothing is wider than their window.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { CHLOE, MARIA, TRIAGE } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { DESKTOP, PHONE } from '../support/world.js';

const LONG = 'W'.repeat(190);
const TABLE = `| ${Array.from({ length: 12 }, (_, n) => `Column number ${n}`).join(' | ')} |\n|${'---|'.repeat(12)}\n| ${Array.from({ length: 12 }, (_, n) => `12345678${n}`).join(' | ')} |`;
const CODE = `\`\`\`\n${'curl https://example.com/a/long/address '.repeat(12)}\n\`\`\``;

story('A ticket can be read whatever is in it', 'reading', (step, world) => {
  let maria;
  let key;

  const button = (name) => maria.page.getByRole('button', { name, exact: true });
  const scrolled = () => maria.page.evaluate(() => Math.round(scrollY));
  const card = () => eventually(() => world().sandbox.card(TRIAGE.id, key), 'the card in triage');

  step('with a title of one word, a wide table and a long line of code', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn(LONG, `Look at this:\n\n${TABLE}\n\n${CODE}\n\n${LONG}`);
    await maria.fileButton.click();
    await maria.heading(LONG).waitFor();
    key = await maria.keyOnPage();
    await audit(maria.page, 'portal ticket with long words');
    const table = maria.page.getByRole('group', { name: 'Table' });
    await table.focus();
    await maria.page.keyboard.press('ArrowRight');
    await eventually(() => table.evaluate((it) => it.scrollLeft > 0), 'it scrolls by keyboard');
    const lines = await maria.page.getByRole('cell', { name: '123456780' }).evaluate((it) => it.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(it).lineHeight));
    assert.ok(lines < 2, 'a number stays on its line');
    await maria.openList();
    await audit(maria.page, 'portal tickets with a long word');
    await maria.openTicket(LONG);
  });

  step('whose focus is always in the window', async () => {
    for (const size of [DESKTOP, PHONE]) {
      await maria.page.setViewportSize(size);
      await maria.page.reload();
      await maria.composer.waitFor();
      await maria.page.evaluate(() => scrollTo(0, 0));
      const seen = new Set();
      for (const key of ['Tab', 'Shift+Tab']) {
        for (let step = 0; step < 60; step += 1) {
          await maria.page.keyboard.press(key);
          const at = await maria.page.evaluate(() => {
            const it = document.activeElement;
            const { top, bottom, height } = it.getBoundingClientRect();
            // What is higher than the window cannot be in it as a whole.
            const inside = height > innerHeight ? top < innerHeight && bottom > 0 : top >= -1 && bottom <= innerHeight + 1;
            return { name: it.textContent.trim().slice(0, 40) || it.name || it.id, inside, outside: it === document.body, top, bottom };
          });
          if (at.outside) break;
          seen.add(at.name);
          assert.ok(at.inside, `${at.name} is out of sight at ${size.width}: ${at.top} to ${at.bottom}`);
        }
      }
      assert.ok(seen.has('muted'), 'as far as the last of it');
    }
    await maria.page.setViewportSize(DESKTOP);
  });

  step('without being moved by what comes in', async () => {
    for (let n = 0; n < 8; n += 1) await maria.reply(`And another line, number ${n}.\n\n${'More.\n\n'.repeat(6)}`);
    await maria.page.reload(); // One's own reply is followed to the end.
    await maria.message('number 7.').waitFor();
    await maria.page.evaluate(() => scrollTo(0, 300));
    await eventually(async () => (await scrolled()) === 300, 'further up');
    await world().sandbox.say(CHLOE.slack, TRIAGE.id, 'We have read it all.', (await card()).ts);
    await button('1 new reply').waitFor();
    await maria.message('We have read it all.').waitFor({ state: 'attached' });
    assert.equal(await scrolled(), 300, 'what is read stays where it is');
    await world().sandbox.say(CHLOE.slack, TRIAGE.id, 'And found it.', (await card()).ts);
    await button('2 new replies').click();
    const reply = maria.message('We have read it all.');
    await eventually(() => reply.evaluate((it) => it === document.activeElement && it.getBoundingClientRect().top < innerHeight), 'one is at the first of them');
    await button('2 new replies').waitFor({ state: 'detached' });
  });

  step('with a sentence that says who reads along', async () => {
    await maria.page.getByText('The support team and everyone at Globex can read this.').waitFor();
  });

  step('from which a contact marks it solved, opens it again, and takes its address along', async () => {
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await maria.page.route('**/solve', async (route) => { await held; await route.continue(); });
    const opened = maria.page.waitForResponse('**/reopen');
    await button('Mark solved').click();
    await maria.status('Solved').waitFor();
    // Before the server has heard of the first.
    await button('Reopen').click();
    await maria.status('Open').waitFor();
    go();
    assert.equal((await opened).status(), 200);
    await maria.page.unroute('**/solve');
    await maria.page.reload();
    await maria.status('Open').waitFor();
    await maria.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button('Copy link').click();
    await maria.page.getByText('Link copied.').waitFor();
    assert.equal(await maria.page.evaluate(() => navigator.clipboard.readText()), `${world().portal}/tickets/${key}`);
  });

  step('and write in, with the buttons above the text', async () => {
    const text = maria.composer;
    const said = () => text.inputValue();
    await text.fill('bold');
    await text.press('Control+a');
    await button('Bold').click();
    assert.equal(await said(), '**bold**');
    await text.fill('here');
    await text.press('Control+a');
    await button('Link').click();
    await maria.page.keyboard.type('https://example.com');
    assert.equal(await said(), '[here](https://example.com)');
    await text.fill('one');
    await button('List').click();
    assert.equal(await said(), '- one');
    await button('List').click();
    assert.equal(await said(), 'one', 'pressed again, it is no list');
    await text.fill('');
    await button('List').click();
    await maria.page.keyboard.type('one');
    assert.equal(await said(), '- one');
    await button('List').click();
    await text.fill('one\ntwo');
    await text.press('Control+a');
    await button('List').click();
    assert.equal(await said(), '- one\n- two');
    await text.fill('');
  });

  step('and drop a file on', async () => {
    await maria.composer.evaluate((it) => {
      const data = new DataTransfer();
      data.items.add(new File(['what I saw'], 'dropped.txt', { type: 'text/plain' }));
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        it.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    });
    await maria.attached('dropped.txt').getByText(/\d+ byte/).waitFor();
    await maria.reply('See the file.');
    await maria.message('See the file.').getByRole('button', { name: 'dropped.txt' }).waitFor();
  });

  step('and send with a file that is still on its way, or think again', async () => {
    const { page } = maria;
    const begin = (url) => url.pathname.endsWith('/attachments');
    const hold = async () => {
      let letGo;
      const held = new Promise((resolve) => {
        letGo = resolve;
      });
      await page.route(begin, async (route) => {
        await held;
        await route.continue();
      });
      return letGo;
    };
    const slow = (name) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(1_000_000, 'x') });
    const planned = page.getByText('goes out as soon as the files are here');
    const isFocused = () => maria.composer.evaluate((it) => it === document.activeElement);
    const parts = [];
    const replies = [];
    page.on('request', (request) => request.method() === 'PUT' && parts.push(request.url()));
    page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/messages') && replies.push(request.url()));
    let letGo = await hold();
    await maria.attach(slow('slow.bin'));
    await maria.composer.fill('It comes along.');
    await button('Reply').click();
    await planned.waitFor();
    await button('Do not send yet').click();
    await page.getByText('can read this.').waitFor();
    await eventually(isFocused, 'one goes on writing');
    await button('Reply').click();
    await planned.waitFor();
    await maria.composer.press('End');
    await maria.composer.pressSequentially(' Or does it?');
    await planned.waitFor({ state: 'detached' });
    letGo();
    await maria.attached('slow.bin').getByText(/\d MB/).waitFor();
    assert.equal(await maria.composer.inputValue(), 'It comes along. Or does it?');
    assert.deepEqual(replies, [], 'nothing was sent');
    letGo = await hold();
    await maria.attach(slow('slower.bin'));
    await button('Reply').click();
    await planned.waitFor();
    letGo();
    await maria.message('It comes along. Or').getByRole('button', { name: 'slower.bin' }).waitFor();
    assert.equal(replies.length, 1);
    assert.ok(parts.length > 2, 'how far it is was told more than once');
    await hold();
    await maria.attach(slow('slowest.bin'));
    await maria.composer.fill('Left behind.');
    await button('Reply').click();
    await planned.waitFor();
    await maria.openList();
    await page.getByText('Your reply was not sent.').first().waitFor();
  });
});
