// Several people at one device: what one leaves behind is not for the next, and nothing secret lies there for anybody.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { story } from '../support/story.js';

const TITLE = 'Only Maria may know this';

story('People share a device', 'device', (step, world) => {
  let portal;
  let hers;
  let his;

  /** Everything a script could read, whoever put it there. */
  const stored = () => portal.page.evaluate(() => [localStorage, sessionStorage].flatMap((it) => Object.entries({ ...it })));
  const isReply = (url) => url.pathname.endsWith('/messages');
  const isAtTheDoor = async () => await portal.signIn.email.waitFor();

  /** Nobody signs out: the session has ended by itself. */
  const sessionEnds = async () => {
    await portal.page.context().clearCookies();
    await portal.open('/new');
    await isAtTheDoor();
  };

  step('keeps what somebody was writing when the session ends', async () => {
    portal = new Portal(world(), await world().person('the device'));
    await portal.enter(MARIA.email);
    await portal.newTicket();
    await portal.chooseForm('Report a problem');
    await portal.field('Title').fill(TITLE);
    await sessionEnds();
    assert.ok(JSON.stringify(await stored()).includes(TITLE), 'it waits for her');
    await portal.signIn.byCode(MARIA.email);
    await portal.chooseForm('Report a problem');
    await portal.page.getByText('Your draft was restored.').first().waitFor();
    assert.equal(await portal.field('Title').inputValue(), TITLE);
    hers = await portal.page.context().cookies();
  });

  step('gives it to nobody else', async () => {
    await sessionEnds();
    await portal.signIn.byCode(TOM.email);
    await portal.chooseForm('Report a problem');
    assert.equal(await portal.field('Title').inputValue(), '');
    assert.equal(await portal.page.getByText('Your draft was restored.').count(), 0);
    his = await portal.page.context().cookies();
  });

  step('and loses it for nobody', async () => {
    await sessionEnds();
    await portal.page.context().addCookies(hers);
    await portal.open('/new');
    await portal.chooseForm('Report a problem');
    assert.equal(await portal.field('Title').inputValue(), TITLE);
    await portal.page.context().clearCookies();
    await portal.page.context().addCookies(his);
    await portal.open('/new');
  });

  step('sends nothing in the name of who came after', async () => {
    const maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await portal.openList();
    await portal.rows().first().click();
    await portal.composer.fill('More words of Tom');
    // She signs in in another tab, and the token of this page is at its end.
    const { page } = portal;
    await page.context().clearCookies();
    await page.context().addCookies(await maria.page.context().cookies());
    const sent = [];
    await page.route(isReply, async (route) => {
      sent.push(route.request().postData());
      await route.fulfill({ status: 401, json: { type: '/problems/unauthenticated', title: 'Sign in', status: 401 } });
    });

    const anew = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await anew;

    await portal.composer.waitFor();
    assert.equal(sent.length, 1, 'it was not sent again');
    assert.equal(await portal.composer.inputValue(), '');
    assert.equal(await page.getByRole('list', { name: 'Replies that wait for the network' }).count(), 0);
    await page.unroute(isReply);
    await page.context().clearCookies();
  });

  step('asks before signing out forgets replies that were not sent', async () => {
    const { page } = portal;
    const question = page.getByRole('dialog', { name: '1 reply has not been sent' });
    const signOut = async () => {
      await page.getByRole('button', { name: 'Your account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    };
    await sessionEnds();
    await portal.signIn.byCode(TOM.email);
    await portal.openList();
    await portal.rows().first().click();
    await portal.message('More words of Tom').filter({ hasText: TOM.name }).waitFor(); // They went out once he was back.
    await page.route(isReply, (route) => route.abort());
    await portal.composer.fill('Into the void');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByRole('list', { name: 'Replies that wait for the network' }).getByText('Into the void').waitFor();
    await signOut();
    await question.waitFor();
    await audit(page, 'portal signing out with a reply that waits');
    await page.keyboard.press('Enter'); // Whoever does not read stays.
    await question.waitFor({ state: 'hidden' });
    assert.ok(JSON.stringify(await stored()).includes('Into the void'), 'it still waits');
    await signOut();
    await question.getByRole('button', { name: 'Sign out anyway' }).click();
    await isAtTheDoor();
    assert.ok(!JSON.stringify(await stored()).includes('Into the void'), 'it is gone from the device');
    await page.unroute(isReply);
  });

  step('asks before signing out forgets what is being written, and names it', async () => {
    const { page } = portal;
    await portal.signIn.byCode(TOM.email);
    await portal.openList();
    await portal.rows().first().click();
    await portal.composer.fill('Half a reply');
    const key = await portal.keyOnPage();
    await portal.newTicket();
    await portal.chooseForm('Report a problem');
    await portal.field('Title').fill('Half a ticket');
    await portal.openList();
    await portal.askToSignOut();
    const question = page.getByRole('dialog', { name: '2 drafts have not been sent' });
    await question.waitFor();
    for (const what of [`Your reply to ${key}`, 'New ticket: Half a ticket']) await question.getByText(what).waitFor();
    await audit(page, 'portal signing out with drafts');
    await question.getByRole('button', { name: 'Cancel' }).click();
    assert.ok(JSON.stringify(await stored()).includes('Half a reply'), 'it is still there');
  });

  step('leaves another tab what is written there, though it is gone from the device', async () => {
    const { page } = portal;
    const other = new Portal(world(), { page: await page.context().newPage() });
    await other.open('/tickets');
    await other.rows().first().click();
    await other.composer.waitFor();
    assert.equal(await other.composer.inputValue(), 'Half a reply');
    await other.composer.press('End');
    await other.composer.pressSequentially(', and all of it');
    const heard = other.page.evaluate(() => new Promise((resolve) => {
      addEventListener('storage', (event) => event.key?.includes('.ticket.') && event.newValue === null && resolve());
    }));
    await portal.signOutAnyway();
    await heard;
    assert.ok(!JSON.stringify(await stored()).includes('Half a'), 'it is gone from the device');
    assert.equal(await other.composer.inputValue(), 'Half a reply, and all of it');
    // Its token is at its end.
    await other.page.route((url) => url.pathname.endsWith('/tickets'), (route) => route.fulfill({ status: 401, json: { type: '/problems/unauthenticated', title: 'Sign in', status: 401 } }), { times: 1 });
    await other.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tickets' }).click();
    await other.page.getByText('What you were writing is still here.').waitFor();
    await other.signIn.byCode(TOM.email);
    await other.list.waitFor();
    await other.rows().first().click();
    await other.page.getByText('Your draft was restored.').waitFor();
    assert.equal(await other.composer.inputValue(), 'Half a reply, and all of it');
    await other.composer.fill('');
    await other.page.close();
  });

  step('stores no token and no code', async () => {
    const answers = [];
    portal.page.on('response', (res) => {
      if (/\/session\/refresh$|\/sign-in\/mail\/complete$/.test(new URL(res.url()).pathname)) answers.push(res.text().catch(() => ''));
    });
    await sessionEnds();
    const seen = (await world().sandbox.signInMailsTo(TOM.email)).length;
    await portal.signIn.ask(TOM.email);
    const { text } = await world().sandbox.nextSignInMailTo(TOM.email, seen);
    const code = text.match(/\b\d{3} ?\d{3}\b/)[0].replace(' ', '');
    const [, token] = text.match(/https?:\/\/\S+#(\S+)/);
    const before = JSON.stringify(await stored());
    await portal.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await portal.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
    const access = (await Promise.all(answers)).map((it) => it.match(/"access_token":"([^"]+)"/)?.[1]).filter(Boolean);
    assert.ok(access.length > 0, 'a token was given');
    const cookies = (await portal.page.context().cookies()).map(({ value }) => value);
    assert.ok(cookies.length > 0, 'the session is a cookie');
    const everything = before + JSON.stringify(await stored());
    for (const secret of [code, token, ...access, ...cookies]) {
      assert.ok(!everything.includes(secret), `a secret is stored: ${secret.slice(0, 4)}…`);
    }
    assert.doesNotMatch(everything, /eyJ[\w-]+\.[\w-]+\./, 'something like a token is stored');
  });
});
