// An upload that is cut off goes on where it was: the connection is lost in the middle of it, then the server is killed.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MARIA } from '../support/demo.js';
import { saved } from '../support/files.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const TITLE = 'A long way';
const MEGABYTE = 1_048_576;
/** Nothing in it repeats. */
const BIG = Buffer.concat(Array.from({ length: 8 * 32_768 }, (_, n) => createHash('sha256').update(String(n)).digest()));
/** Bytes a second: what is under way can be cut off. */
const SLOW = 1.5 * MEGABYTE;

story('An upload goes on where it was cut off', 'resume', (step, world) => {
  let maria;
  let network;
  /** Where each part that was sent began. */
  const sent = [];

  const connection = (offline) => network.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: SLOW });
  const begun = (from) => eventually(() => sent.some((offset) => offset >= from * MEGABYTE), `a part from ${from} MB on`, 30_000);
  const bar = () => maria.attached('big.bin').getByRole('progressbar');

  step('attaches a large file over a slow connection', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    await maria.fillIn(TITLE, 'All of it.');
    network = await maria.page.context().newCDPSession(maria.page);
    await network.send('Network.enable');
    await connection(false);
    maria.page.on('request', (request) => {
      const address = new URL(request.url());
      if (request.method() === 'PUT' && address.pathname.endsWith('/content')) sent.push(Number(address.searchParams.get('offset')));
    });
    await maria.attach({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: BIG });
    await begun(2);
  });

  step('goes on after the connection was lost', async () => {
    await connection(true);
    const before = sent.length;
    await maria.page.getByText('You are offline').first().waitFor();
    assert.ok(await bar().isVisible(), 'it waits');
    await connection(false);
    await begun(4);
    assert.ok(sent.slice(before).every((offset) => offset >= 2 * MEGABYTE), `${sent}: what had arrived is not sent again`);
  });

  step('goes on after the server was killed', async () => {
    await world().killPortico();
    const before = sent.length;
    assert.ok(await bar().isVisible(), 'it waits');
    await world().startPortico();
    await maria.attached('big.bin').getByText(/MB/).waitFor({ timeout: 60_000 });
    assert.ok(sent.slice(before).every((offset) => offset >= 4 * MEGABYTE), `${sent}: what had arrived is not sent again`);
  });

  step('is whole in the end', async () => {
    await maria.fileButton.click();
    await maria.heading(TITLE).waitFor();
    const name = maria.message('All of it').getByRole('button', { name: 'big.bin' });
    const bytes = await readFile(await saved(maria.page, name));
    const hash = (of) => createHash('sha256').update(of).digest('hex');
    assert.equal(bytes.length, BIG.length);
    assert.equal(hash(bytes), hash(BIG));
  });
});
