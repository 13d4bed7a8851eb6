// An admin connects Slack on the console: by installing the app, by tokens, and away again; what goes wrong on the way is said in words.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA } from '../support/demo.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

const EVA = { name: 'Eva Sommer', email: 'eva@young.example' };
const IDA = { name: 'Ida Berg', email: 'ida@young.example' };

/** The sandbox's, of the workspace *Acme Labs*. */
const LABS = { bot_token: 'xoxb-sandbox-labs', signing_secret: 'sandbox-signing-secret' };

story('An admin connects Slack', 'slack-connect', (step, world) => {
  /** An account that nobody has connected anything to. */
  let young;
  let eva;
  let ana;
  let page;
  /** How often the server was shown what Slack sent along. */
  let completed = 0;

  const workspace = (name) => page.getByRole('listitem', { name, exact: true });
  const address = () => new URL(page.url());
  const clean = () => assert.deepEqual([address().pathname, address().search], ['/console/settings/slack', '']);

  /** Off to Slack, and what is said there. */
  async function addToSlack(answer) {
    await page.getByRole('button', { name: 'Add to Slack' }).first().click();
    await page.getByRole('heading', { name: 'Portico asks to come into a workspace' }).waitFor();
    await page.getByRole('button', { name: answer, exact: true }).click();
  }

  step('finds two ways, and the manifest', async () => {
    await world().operator('account', 'create', '--name', 'Young', '--slug', 'young', '--prefix', 'Y', '--edition', 'external_helpdesk', '--plan', 'professional', '--owner-email', EVA.email, '--owner-name', EVA.name);
    await world().operator('account', 'set', 'young', '--agents-sign-in-by-mail', 'on');
    young = Object.create(world(), { console: { value: `http://young.localhost:${world().port}/console` } });
    eva = new Console(young, await world().person('Eva'));
    page = eva.page;
    page.on('request', (request) => {
      if (request.url().endsWith('/slack/install/complete')) completed += 1;
    });
    await eva.enter(EVA.email);
    await eva.openSettings('Team');
    await eva.invite(IDA.email, IDA.name, 'Admin');
    await eva.openSettings('Slack');
    await page.getByRole('heading', { name: 'Slack is not connected yet' }).waitFor();
    await page.getByText('Slack reaches Portico by https only').waitFor();
    const create = new URL(await page.getByRole('link', { name: /Create the app at Slack/ }).getAttribute('href'));
    const events = `request_url: http://localhost:${world().port}/slack/events`;
    assert.equal(create.host, 'api.slack.com');
    assert.ok(create.searchParams.get('manifest_yaml').includes(events));
    await page.getByRole('button', { name: 'Copy manifest' }).click();
    await page.getByText('The manifest was copied').first().waitFor();
    assert.ok((await page.evaluate(() => navigator.clipboard.readText())).includes(events));
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    assert.equal((await download).suggestedFilename(), 'portico-slack-manifest.yaml');
    await page.getByText('Read the manifest').click();
    await page.getByRole('region', { name: 'Manifest' }).getByText(events).waitFor();
    await page.getByRole('radio', { name: 'Through a socket' }).check();
    await page.getByText('generate an App-Level Token with the scope connections:write').waitFor();
    await page.getByText('Slack reaches Portico by https only').waitFor({ state: 'hidden' });
    const bySocket = new URL(await page.getByRole('link', { name: /Create the app at Slack/ }).getAttribute('href'));
    const text = bySocket.searchParams.get('manifest_yaml');
    assert.ok(text.includes('socket_mode_enabled: true') && !text.includes('localhost'), text);
    await page.evaluate(() => scrollTo(0, 0)); // Not half below the bar.
    await audit(page, 'console slack empty, by socket');
    await page.getByRole('radio', { name: 'By its address' }).check();
    await page.getByText('Slack reaches Portico by https only').waitFor();
    await audit(page, 'console slack empty');
  });

  step('says no at Slack, and nothing is changed', async () => {
    await addToSlack('Cancel');
    await page.getByRole('alert').getByText('somebody said no').waitFor();
    clean();
    await audit(page, 'console slack denied');
    await page.reload();
    await page.getByRole('heading', { name: 'Slack is not connected yet' }).waitFor();
    assert.equal(await page.getByText('somebody said no').count(), 0);
    assert.equal(completed, 0);
  });

  step('cannot take the workspace of another account', async () => {
    await addToSlack('Acme');
    await page.getByRole('alert').getByText('The Slack workspace Acme serves another account here').waitFor();
    clean();
    await page.getByRole('heading', { name: 'Slack is not connected yet' }).waitFor();
    assert.equal(completed, 1);
  });

  step('installs the app, and uses what Slack sent along once', async () => {
    await page.getByRole('button', { name: 'Add to Slack' }).first().dblclick();
    await page.getByRole('heading', { name: 'Portico asks to come into a workspace' }).waitFor();
    await page.getByRole('button', { name: 'Acme Labs' }).click();
    await page.getByRole('status').getByText('Acme Labs is connected').waitFor();
    await workspace('Acme Labs').getByText('Connected', { exact: true }).waitFor();
    await workspace('Acme Labs').getByText(/by installing the app/).waitFor();
    clean();
    await audit(page, 'console slack installed');
    await page.reload();
    await workspace('Acme Labs').waitFor();
    assert.equal(await page.getByText('Acme Labs is connected').count(), 0);
    await page.goBack();
    await page.goForward();
    await workspace('Acme Labs').waitFor();
    clean();
    assert.equal(completed, 2);
  });

  step('cannot finish what somebody else began', async () => {
    const idas = new Console(young, await world().person('Ida'));
    await idas.enter(IDA.email);
    const { authorize_url: authorize } = await eva.ask('POST', '/slack/install');
    await idas.page.goto(await world().sandbox.agreeToInstall(authorize, 'T0LABS'));
    await idas.page.getByRole('alert').getByText(/was begun by somebody else/).waitFor();
    assert.equal(new URL(idas.page.url()).search, '');
    await audit(idas.page, 'console slack refused');
  });

  step('disconnects a workspace, and reads before what stops', async () => {
    await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
    await eva.act('Acme Labs', 'Disconnect…');
    await eva.dialog.getByText('nobody\'s reply from there reaches a customer').waitFor();
    await audit(page, 'console slack disconnect');
    await eva.dialog.getByRole('button', { name: 'Disconnect' }).click();
    await eva.hears('Acme Labs is disconnected');
    await page.getByRole('heading', { name: 'Slack is not connected yet' }).waitFor();
  });

  step('connects a second workspace although her session ended meanwhile', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.openSettings('Slack');
    page = ana.page;
    await workspace('Acme').getByText(/by the server's configuration/).waitFor();
    await page.getByRole('button', { name: 'Add to Slack' }).click();
    await page.getByRole('heading', { name: 'Portico asks to come into a workspace' }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Acme Labs' }).click();
    await ana.signIn.email.waitFor();
    clean();
    await ana.signIn.byCode(ANA.email);
    await page.getByRole('status').getByText('Acme Labs is connected').waitFor();
    await workspace('Acme Labs').waitFor();
    await workspace('Acme').waitFor();
    await eventually(async () => {
      await page.reload();
      await workspace('Acme Labs').getByText(/the bot is in 1 channel, 0 chosen/).waitFor({ timeout: 5_000 });
      const options = await page.getByRole('combobox', { name: 'Portal' }).getByRole('option').allTextContents();
      return options.includes('#labs-triage · Acme Labs') && options.includes('#support-triage · Acme');
    }, 'the channels of both are there, by workspace', 20_000);
    await audit(page, 'console slack two workspaces');
    await ana.act('Acme Labs', 'Disconnect…');
    await ana.dialog.getByRole('button', { name: 'Disconnect' }).click();
    await workspace('Acme Labs').waitFor({ state: 'detached' });
    await workspace('Acme').waitFor();
  });

  step('pastes tokens: wrong ones are refused beside their fields', async () => {
    const field = (name) => ana.dialog.getByLabel(name);
    const connect = ana.dialog.getByRole('button', { name: 'Connect', exact: true });
    await page.getByRole('button', { name: 'Paste tokens' }).click();
    await connect.click();
    await field('Bot User OAuth Token').and(page.locator('[aria-invalid=true]')).waitFor();
    await field('Signing Secret').and(page.locator('[aria-invalid=true]')).waitFor();
    await audit(page, 'console slack tokens wrong');
    await field('Bot User OAuth Token').fill('xoxb-of-nobody');
    await field('Signing Secret').fill(LABS.signing_secret);
    await connect.click();
    await ana.dialog.getByText('Slack does not take this (invalid_auth)').first().waitFor();
    await field('Bot User OAuth Token').fill(LABS.bot_token);
    await connect.click();
    await page.getByRole('status').getByText('Acme Labs is connected').waitFor();
    const row = workspace('Acme Labs');
    await row.getByText(/by pasted tokens/).waitFor();
    const events = await row.getByRole('textbox', { name: 'Request URL of Event Subscriptions' }).inputValue();
    assert.match(events, new RegExp(`^http://localhost:${world().port}/slack/events/[0-9a-f-]{36}$`));
    assert.ok(!(await page.content()).includes(LABS.bot_token), 'it is shown to nobody again');
    await audit(page, 'console slack pasted');
  });

  step('is told that the tokens are another workspace\'s, and keeps an open menu when the news of it comes', async () => {
    const news = '**/api/v1/slack';
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    await page.route(news, async (route) => {
      await released;
      await route.continue();
    });
    await ana.act('Acme Labs', 'Replace tokens…');
    await ana.dialog.getByRole('heading', { name: 'Replace the tokens of Acme Labs' }).waitFor();
    await ana.dialog.getByLabel('Bot User OAuth Token').fill('xoxb-sandbox');
    await ana.dialog.getByLabel('Signing Secret').fill(LABS.signing_secret);
    await ana.dialog.getByRole('button', { name: 'Replace tokens' }).click();
    await page.getByText('Acme Labs has its own as before').waitFor();
    await page.getByRole('button', { name: 'Actions for Acme Labs', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Replace tokens…' }).waitFor();
    assert.equal(await workspace('Acme').getByText(/by pasted tokens/).count(), 0, 'the news waits');
    release();
    await workspace('Acme').getByText(/by pasted tokens/).waitFor();
    assert.ok(await page.getByRole('menuitem', { name: 'Replace tokens…' }).isVisible(), 'the menu is open');
    await audit(page, 'console workspace menu');
    await page.keyboard.press('Escape');
    await page.unroute(news);
  });

  step('needs no address with an app-level token, and hears by the socket what is said', async () => {
    await world().sandbox.sockets('on');
    const replace = ana.dialog.getByRole('button', { name: 'Replace tokens' });
    await ana.act('Acme', 'Replace tokens…');
    await ana.dialog.getByLabel('Bot User OAuth Token').fill('xoxb-sandbox');
    await ana.dialog.getByLabel('App-level token (Socket Mode)').fill('xapp-of-nobody');
    await replace.click();
    await ana.dialog.getByText(/Slack does not take this/).first().waitFor();
    await audit(page, 'console slack socket wrong');
    await ana.dialog.getByLabel('App-level token (Socket Mode)').fill('xapp-sandbox');
    await replace.click();
    await ana.dialog.waitFor({ state: 'hidden' });
    await eventually(async () => {
      const { workspaces } = await ana.ask('GET', '/slack');
      return workspaces.find((it) => it.name === 'Acme').socket?.state === 'open';
    }, 'the socket is open', 20_000);
    await page.reload();
    await workspace('Acme').getByText(/Socket: open since/).waitFor();
    assert.ok(!(await page.content()).includes('xapp-sandbox'), 'it is shown to nobody again');
    await audit(page, 'console slack by socket');
  });
}, () => ({
  settings: {
    PORTICO_SLACK__ACCOUNT: 'acme',
    PORTICO_SLACK__CLIENT_ID: 'portico-sandbox',
    PORTICO_SLACK__CLIENT_SECRET: 'sandbox-client-secret',
  },
  end() {},
}));
