// The portal as an app on a device: it can be installed, opens without a network, and what is written there goes out once the network is back.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';

story('The portal is an app on a device', 'installed', (step, world) => {
  let maria;
  let page;

  const follows = (where, key) => where.page.getByText(`Follow-up to ${key}`);
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

  step('begins with what the worker asked for, which is handed over once and kept nowhere', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    const asked = [];
    page.context().on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (/\/(session\/refresh|tickets)$/.test(pathname)) asked.push([pathname.split('/').at(-1), request.serviceWorker() ? 'worker' : 'page']);
    });
    const handedOver = page.waitForResponse('**/ahead?*');
    await maria.open('/');
    const { session } = await (await handedOver).json();
    await maria.rows().first().waitFor();
    // Once it hears of changes the page reads the list again.
    assert.deepEqual(asked.slice(0, 2), [['refresh', 'worker'], ['tickets', 'worker']]);
    assert.ok(!asked.slice(2).some(([what]) => what === 'refresh'));
    const { access_token: token } = JSON.parse(session[1]);
    assert.ok(token.length > 100);
    assert.equal(await page.evaluate(async () => (await fetch(`/ahead?list=${encodeURIComponent(document.documentElement.dataset.list)}`)).status), 204, 'to that page alone, and once');
    const kept = await page.evaluate(async () => {
      const of = async (name) => {
        const cache = await caches.open(name);
        return await Promise.all((await cache.keys()).map(async (it) => [new URL(it.url).pathname, await (await cache.match(it)).text()]));
      };
      return (await Promise.all((await caches.keys()).map(of))).flat();
    });
    assert.ok(kept.length > 3, 'the page and its files are kept');
    assert.deepEqual(kept.filter(([path, text]) => path.startsWith('/api/') || text.includes(token)), [], 'what the API says is not');
  });

  step('lets two pages in that open at the same moment', async () => {
    const beside = new Portal(world(), { page: await page.context().newPage() });
    await Promise.all([maria, beside].map((it) => it.open('/')));
    await Promise.all([maria, beside].map((it) => it.rows().first().waitFor()));
    await beside.page.close();
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

  step('leaves to the server what is not the app\'s', async () => {
    const other = await page.context().newPage();
    // The first that answers: the server may send the browser on to the app.
    const from = async (path) => {
      let request = (await other.goto(world().portal + path)).request();
      while (request.redirectedFrom()) request = request.redirectedFrom();
      return (await request.response()).fromServiceWorker();
    };
    assert.equal(await from('/new'), true, 'the app itself is at work');
    for (const path of ['/mail/elsewhere', '/api/v1', '/slack/elsewhere', '/healthz', '/docs', '/unsubscribe/elsewhere', '/sign-in/callback/elsewhere']) {
      assert.equal(await from(path), false, path);
    }
    await offline(true);
    await assert.rejects(from('/mail/elsewhere'), /ERR_INTERNET_DISCONNECTED/);
    await offline(false);
    await other.close();
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

  step('sends what was kept while another reply was on its way', async () => {
    const first = await maria.keyOnPage();
    await page.clock.install();
    await page.evaluate(() => {
      const real = window.fetch;
      const held = new Promise((resolve) => {
        window.letGo = resolve;
      });
      const tried = new Set();
      // The first try of each reply has no network, and the second one no answer until it is let go.
      window.fetch = async (...all) => {
        const { pathname } = new URL(all[0].url ?? all[0], location.href);
        if (!pathname.endsWith('/messages')) return await real(...all);
        if (!tried.has(pathname)) {
          tried.add(pathname);
          throw new TypeError('no network');
        }
        await held;
        return await real(...all);
      };
    });
    await maria.composer.fill('The slow one.');
    const reply = page.getByRole('button', { name: 'Reply', exact: true });
    await reply.click();
    await waiting().filter({ hasText: 'The slow one.' }).waitFor();
    await page.clock.runFor('01:00'); // It is tried again, and holds.
    await maria.openList();
    await maria.rows().filter({ hasNotText: first }).first().click();
    await maria.composer.fill('The one behind it.');
    await reply.click();
    await waiting().filter({ hasText: 'The one behind it.' }).waitFor();
    await page.clock.runFor('01:00'); // Its turn comes while the other is still on its way.
    await page.evaluate(() => window.letGo());
    await maria.message('The one behind it.').waitFor();
    await waiting().first().waitFor({ state: 'hidden' });
  });

  step('keeps what the server will never take, says why, and takes it along into a new ticket', async () => {
    await offline(true);
    await maria.composer.fill('One more thing: it is blue now.');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await waiting().filter({ hasText: 'it is blue now' }).waitFor();
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    const closed = await maria.keyOnPage();
    await ana.open(`/tickets/${closed}`);
    await ana.setStatus('Closed');
    await ana.page.getByText('This ticket is closed').first().waitFor();
    await offline(false);
    await page.getByText('This ticket is closed and takes no more replies.').waitFor();
    const left = page.getByRole('status').filter({ hasText: 'Your reply was not sent. It is still here.' });
    await left.filter({ hasText: 'it is blue now' }).waitFor();
    await audit(page, 'portal reply to a closed ticket');
    await page.getByRole('link', { name: 'Open a new ticket' }).click();
    await maria.chooseForm('Report a problem');
    assert.equal(await maria.field('Description').inputValue(), 'One more thing: it is blue now.');
    await follows(maria, closed).waitFor();
    await page.reload();
    await follows(maria, closed).waitFor();
    await maria.fillIn('It changed its colour', await maria.field('Description').inputValue());
    await audit(page, 'portal new ticket that follows another');
    await maria.fileButton.click();
    await maria.message('it is blue now').waitFor();
    const filed = await maria.keyOnPage();

    // Each names the other: to the customer, also where the closed one was open all the while, and to the team.
    const link = (where, key) => where.page.getByRole('main').getByRole('link', { name: key, exact: true });
    await link(maria, closed).waitFor();
    await audit(page, 'portal ticket that follows another');
    await link(ana, filed).waitFor();
    await audit(ana.page, 'console ticket that is followed');
    await link(ana, filed).click();
    await link(ana, closed).waitFor();
    await link(maria, closed).click();
    await page.getByText('This ticket is closed and takes no more replies.').waitFor();
    assert.equal(await link(maria, filed).count(), 2, 'in its facts, and where one would reply');
    await audit(page, 'portal ticket that is followed');
    await link(maria, filed).first().click();
    await maria.message('it is blue now').waitFor();
  });

  step('follows no ticket any more when somebody thinks otherwise', async () => {
    const key = await maria.keyOnPage();
    await maria.open(`/new?about=${key}`);
    await maria.chooseForm('Report a problem');
    await follows(maria, key).waitFor();
    await maria.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await follows(maria, key).waitFor({ state: 'detached' });
    await maria.field('Title').fill('Something else altogether');
    await page.reload();
    await page.getByRole('button', { name: 'Discard' }).waitFor();
    assert.equal(await follows(maria, key).count(), 0);
    await maria.open(`${new URL(page.url()).pathname}?about=ACME-99999`);
    await maria.field('Title').waitFor();
    await follows(maria, 'ACME-99999').waitFor({ state: 'detached' });
    await maria.fillIn('Something else altogether', 'And it follows nothing.');
    await maria.fileButton.click();
    await maria.message('it follows nothing').waitFor();
  });
});
