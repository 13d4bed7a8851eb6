// Files, all the way round: from the browser into the team's Slack, and from Slack back into the browser.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, CHLOE, GLOBEX_CHANNEL, MARIA, TRIAGE } from '../support/demo.js';
import { picture, saved } from '../support/files.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const TITLE = 'The report looks wrong';
/** More than one part, and nothing that repeats. */
const BIG = Buffer.from(Array.from({ length: 300_000 }, (_, n) => String(n)).join(' '));

story('A file goes from the portal to Slack and another comes back', 'files', (step, world) => {
  let maria;
  let card;

  step('attaches files to a new ticket, with how far they are, and takes one away again', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn(TITLE, 'See the picture, please.');
    await maria.attach({ name: 'wrong one.txt', mimeType: 'text/plain', buffer: Buffer.from('oops') });
    await maria.attached('wrong one.txt').getByText('4 B').waitFor();
    await maria.page.getByRole('button', { name: 'Remove wrong one.txt' }).click();
    await maria.attach({ name: 'report.png', mimeType: 'image/png', buffer: await picture(maria.page, 900, 600) });
    await maria.attached('report.png').getByText(/\d (kB|byte)/).waitFor();
    await audit(maria.page, 'portal new ticket with a file');
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    await maria.message('See the picture').getByRole('list', { name: 'Files' }).getByText('report.png').waitFor();
  });

  step('shows the picture small, where its place was kept, and saves the whole on a click', async () => {
    const files = maria.message('See the picture').getByRole('list', { name: 'Files' });
    const image = files.getByAltText('report.png');
    await image.waitFor();
    await maria.page.reload();
    await eventually(() => image.evaluate((it) => it.complete && it.naturalWidth === 360), 'the picture is shown');
    const box = await image.boundingBox();
    assert.deepEqual([box.width, box.height], [180, 120]);
    await audit(maria.page, 'portal ticket with a picture');
    const bytes = await readFile(await saved(maria.page, files.getByRole('button', { name: 'report.png' })));
    assert.ok(bytes.equals(await picture(maria.page, 900, 600)), 'the file itself, not what is shown of it');
    assert.equal(maria.page.context().pages().length, 1, 'without a window of its own');
  });

  step('asks for a new address where the page stood open for too long', async () => {
    const image = maria.message('See the picture').getByAltText('report.png');
    await maria.page.route('**/files/*', (route) => route.fulfill({ status: 404 }), { times: 1 });
    await maria.page.reload();
    await eventually(() => image.evaluate((it) => it.complete && it.naturalWidth === 360), 'the picture is shown');
  });

  step('refuses a program, and says why', async () => {
    await maria.attach({ name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') });
    await maria.page.getByText('Files of this kind are not taken here').waitFor();
    await audit(maria.page, 'portal composer with a refused file');
    await maria.page.getByRole('button', { name: 'Remove setup.exe' }).click();
  });

  step('pastes a large one into a reply', async () => {
    await maria.composer.focus();
    await maria.page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'big.log', { type: 'text/plain' }));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, BIG.toString());
    await maria.attached('big.log').getByText(/MB/).waitFor();
    await audit(maria.page, 'portal composer with a file');
    await maria.reply('And the whole log.');
    await maria.message('And the whole log').getByText('big.log').waitFor();
  });

  step('shows both files in both threads, behind what they belong to', async () => {
    const key = await maria.keyOnPage();
    for (const channel of [TRIAGE, GLOBEX_CHANNEL]) {
      card = await eventually(() => world().sandbox.card(channel.id, key), 'the card');
      const files = await eventually(async () => {
        const found = await world().sandbox.filesBelow(channel.id, card.ts);
        return found.length === 2 && found;
      }, 'two files', 10_000);
      assert.deepEqual(files.map(({ name }) => name), ['report.png', 'big.log']);
      assert.ok(Buffer.from(files[1].content, 'base64').equals(BIG), 'not a byte is missing');
    }
    card = await world().sandbox.card(TRIAGE.id, key);
  });

  step('brings back what an agent shares in the thread', async () => {
    await world().sandbox.shareFile(CHLOE.slack, TRIAGE.id, 'how-to.txt', 'Turn it off and on again.', 'This should help', card.ts);
    const answer = maria.message('This should help');
    const name = answer.getByRole('button', { name: 'how-to.txt' });
    await name.waitFor();
    await audit(maria.page, 'portal ticket with files');
    const [download] = await Promise.all([maria.page.waitForEvent('download'), name.click()]);
    assert.equal(download.suggestedFilename(), 'how-to.txt');
    assert.equal(await readFile(await download.path(), 'utf8'), 'Turn it off and on again.');
    await eventually(async () => {
      const shared = await world().sandbox.card(GLOBEX_CHANNEL.id, await maria.keyOnPage());
      return (await world().sandbox.filesBelow(GLOBEX_CHANNEL.id, shared.ts)).some(({ name: file }) => file === 'how-to.txt');
    }, 'it stands in the customer channel, too', 20_000);
  });

  step('keeps a file of a note among the team, whatever the mode is changed to', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.openTicket(TITLE);
    await ana.message('And the whole log').getByRole('button', { name: 'big.log' }).waitFor();
    await ana.page.getByRole('radio', { name: 'Internal note' }).check();
    await ana.page.getByLabel('Attach files').setInputFiles([{ name: 'for us.txt', mimeType: 'text/plain', buffer: Buffer.from('inside') }]);
    const attached = ana.page.getByRole('list', { name: 'Attached files' });
    await attached.getByRole('listitem').filter({ hasText: 'for us.txt' }).getByText(/\d byte/).waitFor();
    await audit(ana.page, 'console composer with a file');
    await ana.page.getByRole('radio', { name: 'Public reply' }).check();
    await attached.waitFor({ state: 'detached' });
    await ana.write('Internal note', 'What we know');
    await ana.message('What we know').getByRole('button', { name: 'for us.txt' }).waitFor();
    await audit(ana.page, 'console ticket with files');
    const inside = async (channel) => {
      const its = await world().sandbox.card(channel.id, await maria.keyOnPage());
      return (await world().sandbox.filesBelow(channel.id, its.ts)).some(({ name }) => name === 'for us.txt');
    };
    await eventually(() => inside(TRIAGE), 'the file of the note in triage', 10_000);
    assert.ok(!(await inside(GLOBEX_CHANNEL)), 'not where customers read');
    await maria.page.reload();
    await maria.message('This should help').waitFor();
    assert.ok(!(await maria.page.content()).includes('for us.txt'));
  });
});

story('What is attached is what was meant', 'attached', (step, world) => {
  let maria;

  /** Pastes a file, and text of these kinds, into what has the focus. Whether the page took it from the browser. */
  const paste = (name, texts) => maria.page.evaluate(([file, kinds]) => {
    const data = new DataTransfer();
    data.items.add(new File(['picture'], file, { type: 'image/png' }));
    for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
    return !document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, [name, texts]);

  step('leaves text to the browser though a picture of it comes along', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    await maria.composer.focus();
    assert.equal(await paste('image.png', { 'text/plain': 'A1\tB1', 'text/html': '<table></table>' }), false);
    assert.equal(await maria.attached('image.png').count(), 0);
    // What a file manager says of a file is no text of anybody's.
    assert.equal(await paste('photo.png', { 'text/plain': 'photo.png' }), true);
    await maria.attached('photo.png').waitFor();
    await maria.page.getByRole('button', { name: 'Remove photo.png' }).click();
  });

  step('says of a file that it cannot be read, in place of trying for ever', async () => {
    const path = join(world().folder, 'gone.log');
    await writeFile(path, 'Not for long');
    await maria.composer.fill('See the file');
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    const begins = (url) => url.pathname.endsWith('/attachments');
    await maria.page.route(begins, async (route) => {
      await held;
      await route.continue();
    });
    await maria.page.getByLabel('Attach files').setInputFiles(path);
    await maria.attached('gone.log').waitFor();
    await rm(path);
    go();
    await maria.attached('gone.log').getByText('This file could not be read').waitFor();
    await maria.page.unroute(begins);
    await maria.page.getByRole('button', { name: 'Remove gone.log' }).click();
    await maria.composer.fill('');
  });

  step('says no more that a file is on its way once it is here', async () => {
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn('With a file', 'It takes a while.');
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    const parts = (url) => url.pathname.endsWith('/content');
    await maria.page.route(parts, async (route) => {
      await held;
      await route.continue();
    });
    await maria.attach({ name: 'slow.txt', mimeType: 'text/plain', buffer: Buffer.from('Slow') });
    await maria.attached('slow.txt').getByRole('progressbar').waitFor();
    await maria.fileButton.click();
    const told = maria.page.getByText('Your files are still on their way. Try again in a moment.');
    await told.first().waitFor();
    go();
    await maria.attached('slow.txt').getByText(/\d (B|byte)/).waitFor();
    await eventually(async () => (await told.count()) === 0, 'nothing is on its way any more');
    await maria.page.unroute(parts);
  });

  step('says which file did not come along when the page was reloaded', async () => {
    const parts = (url) => url.pathname.endsWith('/content');
    await maria.page.route(parts, () => undefined);
    await maria.attach({ name: 'half.txt', mimeType: 'text/plain', buffer: Buffer.from('Half of it') });
    await maria.attached('half.txt').getByRole('progressbar').waitFor();
    await maria.page.reload();
    await maria.page.unroute(parts);
    await maria.attached('half.txt').getByText('This file was not uploaded completely. Attach it again.').waitFor();
    await audit(maria.page, 'portal form with a file that did not come along');
    await maria.attached('slow.txt').getByText(/\d (B|byte)/).waitFor();
    await maria.page.getByRole('button', { name: 'Remove half.txt' }).click();
    await maria.fileButton.click();
    await maria.heading('With a file').waitFor();
  });
});
