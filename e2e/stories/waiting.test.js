// Replies that wait for the network are their writer's, whoever else uses the browser; and signing out keeps its turn.

import assert from 'node:assert/strict';
import { MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

story('What waits goes out in the right name', 'waiting', (step, world) => {
  let maria;
  let tom;

  const isReply = (url) => url.pathname.endsWith('/messages');
  const stored = async (who) => JSON.stringify(await who.page.evaluate(() => ({ ...localStorage })));
  const waiting = (who) => who.page.getByRole('list', { name: 'Replies that wait for the network' });
  const answer = async (who, text) => {
    await who.composer.fill(text);
    await who.page.getByRole('button', { name: 'Reply', exact: true }).click();
  };

  step('keeps replies for who wrote them, whoever is in meanwhile', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    const { page } = maria;
    const context = page.context();
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    const key = await maria.keyOnPage();
    await context.route(isReply, (route) => route.abort());
    await answer(maria, 'Words of Maria');
    await waiting(maria).getByText('Words of Maria').waitFor();

    // Tom comes in another tab, while hers is still open, and answers without a network, too.
    const hers = await context.cookies();
    await context.clearCookies();
    tom = new Portal(world(), { page: await context.newPage() });
    await tom.enter(TOM.email);
    await tom.open(`/tickets/${key}`);
    await answer(tom, 'Words of Tom');
    await waiting(tom).getByText('Words of Tom').waitFor();
    await tom.page.evaluate(() => {
      globalThis.heard = new Promise((resolve) => {
        addEventListener('storage', (event) => event.newValue?.includes('Maria has more to say') && resolve());
      });
    });
    await answer(maria, 'Maria has more to say');
    await waiting(maria).getByText('Maria has more to say').waitFor();
    await tom.page.evaluate(() => globalThis.heard); // After the page, which has listened for longer.
    assert.equal(await waiting(tom).getByText('Maria').count(), 0);
    await page.close();
    await context.unroute(isReply);
    await tom.page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await tom.message('Words of Tom').waitFor();
    for (const text of ['Words of Maria', 'Maria has more to say']) assert.equal(await tom.message(text).count(), 0);
    await tom.signOut();
    assert.ok((await stored(tom)).includes('Words of Maria'), 'it waits for her');

    await context.addCookies(hers);
    await tom.open(`/tickets/${key}`);
    maria = tom;
    for (const text of ['Words of Maria', 'Maria has more to say']) await maria.message(text).filter({ hasText: MARIA.name }).waitFor();
    await eventually(async () => !/Maria has more|Words of Maria/.test(await stored(maria)), 'nothing waits');
  });

  step('sends once what is taken back while it is on its way', async () => {
    const { page } = maria;
    const context = page.context();
    await context.route(isReply, (route) => route.abort());
    await answer(maria, 'Taken back late');
    await waiting(maria).getByText('Taken back late').waitFor();
    await context.unroute(isReply);
    let letGo;
    const held = new Promise((resolve) => { letGo = resolve; });
    await page.route(isReply, async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest((request) => request.method() === 'POST' && isReply(new URL(request.url())));
    await page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await asked;
    await waiting(maria).getByRole('button', { name: 'Change it' }).click();
    await eventually(async () => (await maria.composer.inputValue()) === 'Taken back late', 'it is in the box');
    letGo();
    await maria.message('Taken back late').waitFor();
    await eventually(async () => (await maria.composer.inputValue()) === '', 'it is sent');
    await page.unroute(isReply);
  });

  step('signs out after a refresh that is on its way: else that would bring a session back', async () => {
    const { page } = maria;
    const [isRefresh, isSignOut] = ['refresh', 'sign-out'].map((it) => (url) => url.pathname.endsWith(`/session/${it}`));
    const order = [];
    page.on('request', (request) => isSignOut(new URL(request.url())) && order.push('sign-out'));
    await maria.openList();
    let letGo;
    const held = new Promise((resolve) => { letGo = resolve; });
    const asked = page.waitForRequest((request) => isRefresh(new URL(request.url())));
    await page.route(isRefresh, async (route) => {
      await held;
      order.push('refresh');
      await route.continue();
    });
    const refused = { status: 401, json: { type: '/problems/unauthenticated', title: 'Sign in', status: 401 } };
    await page.route((url) => url.pathname.endsWith('/messages') || url.pathname.endsWith('/conversation'), (route) => route.fulfill(refused), { times: 1 });
    await maria.rows().first().click();
    await asked;
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await eventually(() => page.evaluate(async () => (await navigator.locks.query()).pending.length > 0), 'it waits for its turn');
    letGo();
    await maria.signIn.email.waitFor();
    assert.deepEqual(order, ['refresh', 'sign-out']);
    await page.unroute(isRefresh);
    await maria.open('/new');
    await maria.signIn.email.waitFor();
  });
});
