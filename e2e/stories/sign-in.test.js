// Who comes in by which door: at providers, by mail, and who does not.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, BEN, MARIA, PRIYA, TOM } from '../support/demo.js';
import { CLIENT, OTHER_TENANT, OpenIdProviders, PERSONAL_TENANT, TENANT } from '../support/openid.js';
import { Portal } from '../support/portal.js';
import { eventually, freePort } from '../support/programs.js';
import { codeIn, linkIn } from '../support/sign-in.js';
import { story } from '../support/story.js';

const LENA = { name: 'Lena Fischer', email: 'lena@globex.example' };
const OSCAR = { name: 'Oscar Diaz', email: 'oscar@globex.example' };
const KEVIN = { name: 'Kevin Brooks', email: 'kevin@initech.example' };
const SOFIA = { name: 'Sofia Petrov', email: 'sofia@initech.example' };
const DANIEL = { name: 'Daniel Kim', email: 'daniel@initech.example' };
const GRACE = { name: 'Grace Mensah', email: 'grace@umbrella-foods.example' };
const LEON = { name: 'Leon Dubois', email: 'leon@umbrella-foods.example' };

const beside = async (world) => await OpenIdProviders.begin({ port: await freePort(), sandboxPort: world.sandboxPort, callback: (provider) => world.callback(provider) });

/** As Google tells of somebody whose organisation uses it; `hd` is that organisation's domain. */
const atGoogle = ({ name, email }, hd = email.split('@')[1]) => ({ id: `google-${email}`, name, claims: { email, email_verified: true, ...(hd ? { hd } : {}) } });

/** As Microsoft tells of somebody; `edov` says whether the address is proven, in one of the ways it says so. */
const atMicrosoft = ({ name, email }, edov, tenant = TENANT) => ({ id: `microsoft-${email}`, name, claims: { email, tid: tenant, oid: randomUUID(), ...(edov === undefined ? {} : { xms_edov: edov }) } });

/** Keeps the way back for itself: what would use it up is never sent. */
async function interceptReturn(page) {
  let found;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url().includes('/sign-in/return?')) found = request.url();
  });
  await page.route('**/sign-in/openid/complete', (route) => route.abort());
  return async () => await eventually(() => found, 'the provider sends the browser back');
}

story('People come in at Google, at Microsoft and by mail', 'doors', (step, world) => {
  let maria;
  let used;

  const visitor = async (name) => new Portal(world(), await world().person(name));
  const isAtTheDoor = async (portal) => await portal.signIn.email.waitFor();
  /** Portico knows the browser afterwards, but it is no other's. */
  const begin = async (portal) => {
    await portal.open();
    await portal.page.getByRole('button', { name: 'Continue with Google' }).click();
    await portal.page.getByRole('heading', { name: 'Choose an account' }).waitFor();
  };
  const told = (portal, words) => portal.page.getByRole('main').getByText(words).first().waitFor();

  step('shows the ways in that are offered', async () => {
    maria = await visitor('Maria');
    await maria.open();
    await isAtTheDoor(maria);
    await maria.page.getByRole('button', { name: 'Continue with Google' }).waitFor();
    await maria.page.getByRole('button', { name: 'Continue with Microsoft' }).waitFor();
    assert.equal(await maria.page.getByRole('button', { name: /Slack/ }).count(), 0, 'Slack is for agents');
    await audit(maria.page, 'portal door');
  });

  step('shows the one way that a link names, and the others on demand', async () => {
    const guided = await visitor('somebody with a link to a provider');
    await guided.open('/sign-in?with=microsoft');
    await guided.page.getByRole('button', { name: 'Continue with Microsoft' }).waitFor();
    assert.equal(await guided.page.getByRole('button', { name: /Continue with/ }).count(), 1);
    assert.equal(await guided.signIn.email.count(), 0);
    await audit(guided.page, 'portal door with one way');
    await guided.page.getByRole('button', { name: 'Other ways to sign in' }).click();
    await isAtTheDoor(guided);
    await guided.signIn.byCode(TOM.email);
    await guided.list.waitFor();
    assert.equal(new URL(guided.page.url()).pathname, '/', 'the door is no page to stay on');
  });

  step('lets a contact in at Google, to the page that was wanted', async () => {
    world().beside.people.google = [atGoogle(MARIA), atGoogle(PRIYA), atGoogle(ANA)];
    const seen = [];
    maria.page.on('request', (request) => {
      if (request.isNavigationRequest() && request.url().includes('/sign-in/return?')) used = request.url();
      seen.push(request.headers().referer ?? '');
    });
    await maria.open('/new');
    await maria.signIn.at('Google', MARIA.name);
    await maria.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
    const address = new URL(maria.page.url());
    assert.equal(address.pathname, '/new');
    assert.equal(address.search, '');
    assert.ok(used?.includes('code='), 'the way back carries a code');
    assert.ok(seen.every((referer) => !referer.includes('code=')), 'no address with a code is told as referrer');
    assert.equal((await world().sandbox.mailsTo(MARIA.email)).length, 0, 'no mail is needed');
    await maria.page.reload();
    await maria.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
    await maria.page.goBack(); // Over the provider's page …
    await maria.page.goBack(); // … to where she began.
    await maria.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
  });

  step('opens nothing with a way back that was used', async () => {
    await maria.page.goto(used);
    await maria.list.waitFor(); // She is in anyway.
    await maria.page.goto(used);
    await maria.page.reload();
    await maria.list.waitFor();
    const other = await visitor('somebody with the address');
    await other.page.goto(used);
    await told(other, /took too long/);
    await isAtTheDoor(other);
    assert.equal(new URL(other.page.url()).search, '');
    await audit(other.page, 'portal came back too late');
    await other.page.reload();
    await isAtTheDoor(other);
  });

  step('opens nothing in another browser than the one that began', async () => {
    const attacker = await visitor('an attacker');
    const bait = await interceptReturn(attacker.page);
    await attacker.open();
    await attacker.signIn.at('Google', PRIYA.name);
    const link = await bait();
    const victim = await visitor('a victim');
    await begin(victim);
    await victim.page.goto(link);
    await told(victim, /another browser/);
    await isAtTheDoor(victim);
    await maria.page.goto(link); // Who is in stays who they are.
    await maria.list.waitFor();
    await maria.page.getByRole('button', { name: 'Your account' }).click();
    const account = maria.page.getByRole('menu').filter({ has: maria.page.getByRole('menuitem', { name: 'Sign out' }) });
    await account.getByText(MARIA.name, { exact: true }).waitFor();
    assert.equal(await account.getByText(PRIYA.name).count(), 0);
    await audit(maria.page, 'portal account menu');
    await maria.page.keyboard.press('Escape');
  });

  step('leads back to the card when somebody says no', async () => {
    const shy = await visitor('somebody shy');
    await shy.open();
    await shy.signIn.at('Google', 'Cancel');
    await told(shy, /access was not granted/);
    await isAtTheDoor(shy);
    await audit(shy.page, 'portal access not granted');
  });

  step('tells a stranger nothing but that they cannot come in', async () => {
    world().beside.people.google.push(atGoogle({ name: 'Sam Stranger', email: 'sam@stranger.example' }));
    const sam = await visitor('Sam');
    await sam.open();
    await sam.signIn.at('Google', 'Sam Stranger');
    await sam.page.getByRole('heading', { level: 1, name: /can't sign in here/ }).waitFor();
    await audit(sam.page, 'portal not allowed');
    assert.equal((await world().sandbox.mailsTo('sam@stranger.example')).length, 0);
    await sam.page.getByRole('button', { name: 'Sign in another way' }).click();
    await isAtTheDoor(sam);
    await sam.page.reload();
    await isAtTheDoor(sam);
  });

  step('believes Microsoft where it says that the address is proven', async () => {
    world().beside.people.microsoft = [atMicrosoft(TOM, true), atMicrosoft(OSCAR, '1'), atMicrosoft(LENA)];
    for (const person of [TOM, OSCAR]) {
      const portal = await visitor(person.name);
      const mails = (await world().sandbox.mailsTo(person.email)).length;
      await portal.open();
      await portal.signIn.at('Microsoft', person.name);
      await portal.list.waitFor();
      assert.equal((await world().sandbox.mailsTo(person.email)).length, mails, 'no mail is needed');
    }
  });

  step('has the mailbox proven where Microsoft does not say so', async () => {
    const lena = await visitor('Lena');
    await lena.open('/new');
    await lena.signIn.at('Microsoft', LENA.name);
    await lena.page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await told(lena, LENA.email);
    await audit(lena.page, 'portal prove your mailbox');
    await lena.page.reload(); // Nothing is lost.
    const { text } = await world().sandbox.nextSignInMailTo(LENA.email);
    await lena.page.getByRole('textbox', { name: 'Code' }).fill(codeIn(text));
    await lena.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
    await lena.signOut();
    await lena.open();
    await lena.signIn.at('Microsoft', LENA.name);
    await lena.list.waitFor();
    assert.equal((await world().sandbox.mailsTo(LENA.email)).length, 1, 'once proven, no further mail');
  });

  /** The provider tells an address and does not prove it: then a mail does. */
  const provesMailbox = async (person, at) => {
    const portal = await visitor(person.name);
    await portal.open();
    await portal.signIn.at(at, person.name);
    await portal.page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    const { text } = await world().sandbox.nextSignInMailTo(person.email);
    await portal.page.getByRole('textbox', { name: 'Code' }).fill(codeIn(text));
    await portal.list.waitFor();
  };

  step('has the mailbox proven where Google only says that the address was theirs once', async () => {
    world().beside.people.google.push(atGoogle(KEVIN, ''), atGoogle(SOFIA, 'globex.example'));
    await provesMailbox(KEVIN, 'Google'); // Of no Workspace.
    await provesMailbox(SOFIA, 'Google'); // Of the Workspace of another domain.
  });

  step('has the mailbox proven where Microsoft says that nobody vouches', async () => {
    world().beside.people.microsoft.push(atMicrosoft(DANIEL, false));
    await provesMailbox(DANIEL, 'Microsoft');
  });

  step('takes people of other tenants as Microsoft tells of them', async () => {
    const { beside: providers, sandbox } = world();
    providers.people.microsoft.push(atMicrosoft(GRACE, true, OTHER_TENANT));
    providers.tenant = OTHER_TENANT;
    const portal = await visitor(GRACE.name);
    await portal.open();
    await portal.signIn.at('Microsoft', GRACE.name);
    await portal.list.waitFor();
    assert.equal((await sandbox.signInMailsTo(GRACE.email)).length, 0, 'no mail is needed');
    providers.tenant = TENANT;
  });

  step('has the mailbox proven where a personal account only says that the address was theirs once', async () => {
    const { beside: providers } = world();
    providers.people.microsoft.push(atMicrosoft(LEON, undefined, PERSONAL_TENANT));
    providers.tenant = PERSONAL_TENANT;
    await provesMailbox(LEON, 'Microsoft');
    providers.tenant = TENANT;
  });

  step('lets an agent in with Slack', async () => {
    const ben = new Console(world(), await world().person('Ben with Slack'));
    await ben.open();
    await ben.page.getByRole('button', { name: 'Continue with Slack' }).click();
    await ben.page.getByRole('heading', { name: 'Sign in with Slack' }).waitFor();
    await audit(ben.page, 'sandbox OpenID provider');
    await ben.page.getByRole('list', { name: 'Accounts' }).getByRole('button', { name: BEN.name }).click();
    await ben.settings.waitFor();
    // Of another workspace.
    const sam = new Console(world(), await world().person('Sam with Slack'));
    await sam.open();
    await sam.page.getByRole('button', { name: 'Continue with Slack' }).click();
    await sam.page.getByRole('textbox', { name: 'Email' }).fill(BEN.email);
    await sam.page.getByRole('textbox', { name: 'Team' }).fill('T0NOWHERE');
    await sam.page.getByRole('button', { name: 'Continue', exact: true }).click();
    await sam.page.getByRole('heading', { level: 1, name: /can't sign in here/ }).waitFor();
  });

  step('lets an agent into the console at Google', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    await ana.open('/settings');
    await ana.page.getByRole('button', { name: 'Continue with Google' }).waitFor();
    await audit(ana.page, 'console door');
    await ana.signIn.at('Google', ANA.name);
    await ana.settings.waitFor();
    assert.match(new URL(ana.page.url()).pathname, /^\/console\/settings/);
    assert.equal(new URL(ana.page.url()).search, '');
    // A contact is no agent.
    const stranger = new Console(world(), await world().person('Maria at the console'));
    await stranger.open();
    await stranger.signIn.at('Google', MARIA.name);
    await stranger.page.getByRole('heading', { level: 1, name: /can't sign in here/ }).waitFor();
    await audit(stranger.page, 'console not allowed');
  });

  step('lets the people of one customer in at a provider of their own, and nobody else', async () => {
    const ana = new Console(world(), await world().person('Ana sets up'));
    await ana.open();
    await ana.signIn.at('Google', ANA.name);
    await ana.settings.waitFor();
    const { version, contacts } = await ana.ask('GET', '/sign-in-settings');
    await ana.ask('PATCH', '/sign-in-settings', { version, contacts: [...contacts, 'openid'] });
    const customers = await ana.ask('GET', '/customers?limit=100');
    const globex = customers.items.find(({ name }) => name === 'Globex');
    const provider = await ana.ask('POST', '/openid-providers', { audience: 'contacts', customer_id: globex.id, name: 'Globex', issuer: `${world().beside.address}/own`, client_id: CLIENT.id, client_secret: CLIENT.secret });
    world().beside.register('own', '/own', provider.redirect_uri);
    world().beside.people.own = [OSCAR, PRIYA].map(({ name, email }) => ({ id: `own-${email}`, name, claims: { email, email_verified: true } }));

    const oscar = await visitor('Oscar with the link of his company');
    await oscar.page.goto(provider.sign_in_url);
    await oscar.signIn.at('your organisation', OSCAR.name);
    await oscar.list.waitFor();
    const priya = await visitor('Priya with the link of another company');
    await priya.page.goto(provider.sign_in_url);
    await priya.signIn.at('your organisation', PRIYA.name);
    await priya.page.getByRole('heading', { level: 1, name: /can't sign in here/ }).waitFor();
    assert.equal((await world().sandbox.mailsTo(PRIYA.email)).length, 0, 'nor has it us write to anybody');
  });

  step('offers a provider of the account to all its customers', async () => {
    const ana = new Console(world(), await world().person('Ana sets up another'));
    await ana.open();
    await ana.signIn.at('Google', ANA.name);
    await ana.settings.waitFor();
    const provider = await ana.ask('POST', '/openid-providers', { audience: 'contacts', name: 'Our house', issuer: `${world().beside.address}/house`, client_id: CLIENT.id, client_secret: CLIENT.secret });
    world().beside.register('house', '/house', provider.redirect_uri);
    world().beside.people.house = [TOM, PRIYA].map(({ name, email }) => ({ id: `house-${email}`, name, claims: { email, email_verified: true } }));
    for (const person of [TOM, PRIYA]) {
      const portal = await visitor(`${person.name} at the account's provider`);
      await portal.open();
      await portal.signIn.at('Our house', person.name);
      await portal.list.waitFor();
    }
  });

  step('burns nothing when a program opens a mail link, runs its scripts and presses every button', async () => {
    const portal = await visitor('Tom by mail');
    await portal.open();
    const mails = (await world().sandbox.signInMailsTo(TOM.email)).length;
    await portal.signIn.ask(TOM.email);
    const { text } = await world().sandbox.nextSignInMailTo(TOM.email, mails);
    const link = linkIn(text);
    const scanner = await visitor('a program that scans mails');
    await begin(scanner);
    for (let visits = 0; visits < 2; visits += 1) {
      await scanner.page.goto(link);
      await scanner.page.getByRole('button', { name: 'Sign in' }).waitFor();
      for (let presses = 0; presses < 4; presses += 1) {
        const buttons = await scanner.page.getByRole('button').or(scanner.page.getByRole('main').getByRole('link')).all();
        for (const button of buttons) await button.click({ timeout: 1_000 }).catch(() => {}); // It may be gone: the last press led on.
        assert.equal(await scanner.page.getByRole('button', { name: 'Your account' }).count(), 0, 'it gets nothing');
      }
    }
    const tab = await portal.page.context().newPage();
    await tab.goto(link);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('heading', { level: 1, name: /tickets/i }).waitFor();
    await portal.list.waitFor(); // The tab that waited for the code is in, too.
    await tab.goto(link);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('heading', { name: /link did not work/i }).waitFor();
  });

  step('takes the code where the link was opened on another device', async () => {
    const laptop = await visitor('Oscar at his desk');
    await laptop.open('/new');
    await laptop.signIn.ask(OSCAR.email);
    const { text } = await world().sandbox.nextSignInMailTo(OSCAR.email);
    const phone = await visitor('Oscar on his phone');
    await begin(phone);
    await phone.page.goto(linkIn(text));
    await phone.page.getByRole('button', { name: 'Sign in' }).click();
    await phone.page.getByRole('heading', { name: /link did not work/i }).waitFor();
    await told(phone, /six-digit code/);
    await audit(phone.page, 'portal link of another browser');
    await laptop.page.getByRole('textbox', { name: 'Code' }).fill(codeIn(text));
    await laptop.page.getByRole('heading', { level: 1, name: 'New ticket' }).waitFor();
  });
}, beside);
