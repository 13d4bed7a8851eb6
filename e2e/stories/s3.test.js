// Files in S3-compatible storage: brought in parts, shown small, handed out, and gone with what they belonged to.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { picture, saved } from '../support/files.js';
import { eventually } from '../support/programs.js';
import { ObjectStorage } from '../support/s3.js';
import { story } from '../support/story.js';

const TITLE = 'Kept in buckets';
/** Three whole megabytes and some more: four objects, or more, as parts are as long as the line is fast. */
const BIG = Buffer.from(Array.from({ length: 470_000 }, (_, n) => String(n)).join(' '));

story('Files are kept in S3-compatible storage', 's3', (step, world) => {
  let maria;
  let ana;
  let objects;
  const storage = () => world().beside;

  step('brings a large file and a picture', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn(TITLE, 'The whole log, and how it looks.');
    await maria.attach({ name: 'big.log', mimeType: 'text/plain', buffer: BIG });
    await maria.attached('big.log').getByText(/MB/).waitFor();
    await maria.attach({ name: 'screen.png', mimeType: 'image/png', buffer: await picture(maria.page, 800, 400) });
    await maria.attached('screen.png').getByText(/\d k?B/).waitFor();
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    await maria.message('The whole log').getByAltText('screen.png').waitFor();
    objects = await storage().count();
    assert.ok(objects >= 6, `four pieces of the one, the other, and its small picture: ${objects}`);
  });

  step('hands them out after the server was started anew', async () => {
    await world().killPortico();
    await world().startPortico();
    await maria.page.reload();
    const message = maria.message('The whole log');
    const image = message.getByAltText('screen.png');
    await eventually(() => image.evaluate((it) => it.complete && it.naturalWidth === 360), 'the picture is shown');
    const bytes = await readFile(await saved(maria.page, message.getByRole('button', { name: 'big.log' })));
    assert.ok(bytes.equals(BIG), 'not a byte is missing');
  });

  step('takes away what belongs to nothing any more', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.openTicket(TITLE);
    await ana.page.getByLabel('Attach files').setInputFiles([{ name: 'wrong.png', mimeType: 'image/png', buffer: await picture(ana.page, 500, 500) }]);
    await ana.page.getByRole('list', { name: 'Attached files' }).getByText(/\d k?B/).waitFor();
    await ana.write('Public reply', 'Look at this');
    await ana.message('Look at this').getByAltText('wrong.png').waitFor();
    assert.ok((await storage().count()) >= objects + 2, 'its pieces, and its small picture');
    const key = await maria.keyOnPage();
    const { entries } = await ana.ask('GET', `/tickets/${key}/conversation`);
    const { id } = entries.find(({ body }) => body === 'Look at this');
    await ana.ask('DELETE', `/tickets/${key}/messages/${id}`);
    // Clearing away is among the first things a server does.
    await world().killPortico();
    await world().startPortico();
    await eventually(async () => (await storage().count()) === objects, 'its bytes are gone');
  });
}, () => ObjectStorage.start());
