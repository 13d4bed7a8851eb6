// The portal as an app on a device: it can be installed, opens without a network, and what is written there goes out once the network is back.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';

story('The portal is an app on a device', 'installed', (step, world) => {
  let maria;
  let page;

  const offline = (is) => page.context().setOffline(is);
  const waiting = () => page.getByRole('list', { name: 'Replies that wait for the network' }).getByRole('listitem');

  step('can be installed, in the account\'s name and colour', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    page = maria.page;
    await maria.enter(MARIA.email);
    const address = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = await page.evaluate(async (it) => (await fetch(it)).json(), address);
    const { name } = await page.evaluate(async () => (await fetch('/api/v1/portal/info')).json());
    assert.equal(manifest.name, name);
    for (const { src, type } of manifest.icons) {
      const icon = await page.evaluate(async (it) => {
        const res = await fetch(it);
        const picture = new Image();
        picture.src = it;
        await picture.decode().catch(() => {});
        return [res.status, res.headers.get('content-type'), picture.width > 0];
      }, src);
      assert.deepEqual(icon, [200, type, true], src);
    }
    const devtools = await page.context().newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // The browser of the tests has a window without a profile, into which nothing is installed.
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((it) => it !== 'in-incognito'), []);
  });

  step('keeps a reply that was written without a network, over a reload', async () => {
    await maria.rows().first().waitFor();
    await maria.rows().first().click();
    await maria.composer.waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await offline(true);
    await page.getByRole('status').filter({ hasText: 'What you type is kept on this device' }).waitFor();
    await maria.composer.fill('Written in a tunnel.');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await waiting().filter({ hasText: 'Written in a tunnel.' }).waitFor();
    await maria.composer.fill('And this one after it.');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await waiting().filter({ hasText: 'And this one after it.' }).waitFor();
    assert.equal(await maria.composer.inputValue(), '');
    await audit(page, 'portal replies wait');
    await offline(false);
    await offline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'You seem to be offline' }).waitFor();
  });

  step('sends what waited once the network is back: in order, and each once', async () => {
    await offline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await maria.message('Written in a tunnel.').waitFor();
    await maria.message('And this one after it.').waitFor();
    await waiting().first().waitFor({ state: 'hidden' });
    await page.reload();
    await maria.message('And this one after it.').waitFor();
    const said = await page.getByRole('article').allTextContents();
    const places = ['Written in a tunnel.', 'And this one after it.'].map((text) => said.flatMap((it, at) => (it.includes(text) ? [at] : [])));
    assert.deepEqual(places.map((it) => it.length), [1, 1]);
    assert.ok(places[0][0] < places[1][0], 'in the order they were written');
  });

  step('gives one back that somebody thinks better of', async () => {
    await offline(true);
    await maria.composer.fill('Too hasty.');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await waiting().getByRole('button', { name: 'Change it' }).click();
    assert.equal(await maria.composer.inputValue(), 'Too hasty.');
    assert.equal(await waiting().count(), 0);
    await offline(false);
    await maria.composer.fill('');
  });

  step('does not send again what had arrived although no answer came', async () => {
    await page.evaluate(() => {
      const real = window.fetch;
      window.fetch = async (...all) => {
        const res = await real(...all);
        if (!res.url.endsWith('/messages')) return res;
        window.fetch = real;
        throw new TypeError('the answer was lost');
      };
    });
    await maria.composer.fill('Did you get this?');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await maria.message('Did you get this?').waitFor();
    await waiting().first().waitFor({ state: 'hidden' });
    await page.reload();
    await maria.message('Did you get this?').waitFor();
    assert.equal(await maria.message('Did you get this?').count(), 1);
  });
});
