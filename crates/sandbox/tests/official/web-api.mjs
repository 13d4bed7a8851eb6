// Every method of the sandbox's Web API, called by @slack/web-api; and the app installed by @slack/oauth.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import oauth from '@slack/oauth';
import { ErrorCode, WebClient } from '@slack/web-api';

const { SLACK_API_URL, CONTROL_URL, COUNT_FILE } = process.env;
const options = { slackApiUrl: SLACK_API_URL, retryConfig: { retries: 0 }, logger: quiet() };
const slack = new WebClient('xoxb-sandbox', options);
let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await body();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`web-api: ${name}\n`, error);
  }
}

function quiet() {
  const nothing = () => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, getLevel: nothing, setName: nothing };
}

async function control(path, body, method = 'POST') {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${CONTROL_URL}/${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

async function refused(call, code) {
  await assert.rejects(call, (error) => error.code === ErrorCode.PlatformError && error.data.error === code);
}

const channel = 'C0TRIAGE';
const plain = (text) => ({ type: 'plain_text', text });
const button = { type: 'button', action_id: 'take', text: plain('Take it'), value: '1' };
const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*ACME-1*' } }, { type: 'actions', elements: [button] }];
const metadata = { event_type: 'portico_message', event_payload: { id: '1' } };
const view = {
  type: 'modal', callback_id: 'reply', title: plain('Reply'), submit: plain('Send'),
  blocks: [{ type: 'input', block_id: 'text', label: plain('Reply'), element: { type: 'plain_text_input', action_id: 'body' } }],
};

await control('reset', {});

await check('api.test', async () => assert.equal((await slack.api.test({ foo: 'bar' })).args.foo, 'bar'));
await check('api.test with an error', () => refused(slack.api.test({ error: 'my_error' }), 'my_error'));
await check('auth.test', async () => {
  const me = await slack.auth.test();
  assert.deepEqual([me.team_id, me.user_id, me.bot_id], ['T0ACME', 'U0PORTICO', 'B0PORTICO']);
  assert.ok(me.response_metadata.scopes.includes('chat:write'));
});
await check('a wrong token', () => refused(new WebClient('xoxb-wrong', options).auth.test(), 'invalid_auth'));
await check('no token', () => refused(new WebClient(undefined, options).auth.test(), 'not_authed'));

let root;
await check('chat.postMessage', async () => {
  const answer = await slack.chat.postMessage({ channel, text: 'ACME-1', blocks, metadata });
  root = answer.ts;
  assert.equal(answer.message.blocks[1].elements[0].action_id, 'take');
  assert.equal(answer.message.bot_profile.app_id, 'A0PORTICO');
});
let reply;
await check('chat.postMessage in a thread', async () => {
  const answer = await slack.chat.postMessage({ channel, text: 'reply', thread_ts: root, reply_broadcast: true, metadata, username: 'Maria', icon_emoji: ':wave:' });
  reply = answer.ts;
  assert.deepEqual([answer.message.subtype, answer.message.thread_ts, answer.message.username], ['thread_broadcast', root, 'Maria']);
});
await check('chat.postMessage to a user', async () => {
  const answer = await slack.chat.postMessage({ channel: 'U0ANA', text: 'hello' });
  assert.match(answer.channel, /^D/);
});
await check('chat.postMessage refused', async () => {
  await refused(slack.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }), 'channel_not_found');
  await refused(slack.chat.postMessage({ channel: 'C0OLD', text: 'x' }), 'is_archived');
  await refused(slack.chat.postMessage({ channel: 'C0GENERAL', text: 'x' }), 'not_in_channel');
  await refused(slack.chat.postMessage({ channel, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '' } }], text: 'x' }), 'invalid_blocks');
});
await check('chat.update', async () => {
  const answer = await slack.chat.update({ channel, ts: root, text: 'ACME-1 solved', blocks });
  assert.deepEqual([answer.ts, answer.text], [root, 'ACME-1 solved']);
  await refused(slack.chat.update({ channel, ts: '1.000001', text: 'x' }), 'message_not_found');
});
await check('chat.postEphemeral', async () => {
  assert.ok((await slack.chat.postEphemeral({ channel, user: 'U0DAN', text: 'Only agents' })).message_ts);
  await refused(slack.chat.postEphemeral({ channel, user: 'U0MARIA', text: 'x' }), 'user_not_in_channel');
});
await check('chat.getPermalink', async () => {
  assert.match((await slack.chat.getPermalink({ channel, message_ts: root })).permalink, /^http/);
});
await check('reactions', async () => {
  const target = { channel, timestamp: root, name: 'white_check_mark' };
  await slack.reactions.add(target);
  await refused(slack.reactions.add(target), 'already_reacted');
  await refused(slack.reactions.add({ ...target, name: 'not an emoji' }), 'invalid_name');
  assert.equal((await slack.reactions.get(target)).message.reactions[0].count, 1);
  await slack.reactions.remove(target);
  await refused(slack.reactions.remove(target), 'no_reaction');
});
await check('conversations.history', async () => {
  const { messages, has_more: more } = await slack.conversations.history({ channel, include_all_metadata: true, limit: 1, latest: reply });
  assert.deepEqual([messages.length, messages[0].ts, messages[0].metadata.event_type, more], [1, root, 'portico_message', false]);
});
await check('conversations.replies', async () => {
  const { messages } = await slack.conversations.replies({ channel, ts: root, include_all_metadata: true });
  assert.deepEqual(messages.map(({ ts }) => ts), [root, reply]);
  assert.equal(messages[0].reply_count, 1);
  await refused(slack.conversations.replies({ channel, ts: '1.000001' }), 'thread_not_found');
});
await check('pages of conversations.history', async () => {
  const seen = [];
  for await (const page of slack.paginate('conversations.history', { channel, limit: 1 })) seen.push(...page.messages);
  assert.deepEqual(seen.map(({ ts }) => ts), [reply, root]);
});
await check('conversations.list', async () => {
  const { channels } = await slack.conversations.list({ types: 'public_channel,private_channel', exclude_archived: true });
  assert.ok(channels.some(({ id, is_private: hidden }) => id === 'C0PRIORITY' && hidden));
  assert.ok(!channels.some(({ id }) => id === 'C0OLD'));
});
await check('conversations.info', async () => {
  const { channel: shared } = await slack.conversations.info({ channel: 'C0GLOBEX', include_num_members: true });
  assert.deepEqual([shared.is_ext_shared, shared.is_member, shared.num_members], [true, true, 6]);
});
await check('conversations.members', async () => {
  const { members } = await slack.conversations.members({ channel: 'C0GLOBEX' });
  assert.ok(members.includes('U0MARIA'));
});
await check('conversations.join', async () => {
  const { channel: joined } = await slack.conversations.join({ channel: 'C0GENERAL' });
  assert.equal(joined.is_member, true);
  await refused(slack.conversations.join({ channel: 'C0OLD' }).then(() => slack.conversations.join({ channel: 'C0PRIORITY' })), 'method_not_supported_for_channel_type');
});
await check('conversations.open', async () => {
  const { channel: direct } = await slack.conversations.open({ users: 'U0BEN', return_im: true });
  assert.deepEqual([direct.is_im, direct.user], [true, 'U0BEN']);
});
await check('users.info', async () => {
  const { user } = await slack.users.info({ user: 'U0ANA' });
  assert.deepEqual([user.profile.email, user.is_bot, user.team_id], ['ana@acme.example', false, 'T0ACME']);
  await refused(slack.users.info({ user: 'U0NOBODY' }), 'user_not_found');
});
await check('users.list', async () => {
  const { members } = await slack.users.list({ limit: 100 });
  assert.ok(members.some(({ id }) => id === 'U0DAN') && !members.some(({ id }) => id === 'U0MARIA'));
});
await check('users.lookupByEmail', async () => {
  assert.equal((await slack.users.lookupByEmail({ email: 'BEN@acme.example' })).user.id, 'U0BEN');
  await refused(slack.users.lookupByEmail({ email: 'nobody@acme.example' }), 'users_not_found');
});
await check('files', async () => {
  const answer = await slack.filesUploadV2({ channel_id: channel, thread_ts: root, filename: 'log.txt', content: 'hello', initial_comment: 'The log' });
  const id = answer.files[0].files[0].id;
  const { file } = await slack.files.info({ file: id });
  assert.deepEqual([file.name, file.size, file.shares.public[channel][0].thread_ts], ['log.txt', 5, root]);
  const content = await fetch(file.url_private, { headers: { authorization: 'Bearer xoxb-sandbox' } });
  assert.equal(await content.text(), 'hello');
  await slack.files.delete({ file: id });
  await refused(slack.files.info({ file: id }), 'file_deleted');
  await refused(slack.files.delete({ file: 'F0NOWHERE' }), 'file_not_found');
});
await check('chat.delete', async () => {
  const { ts } = await slack.chat.postMessage({ channel, text: 'oops' });
  await slack.chat.delete({ channel, ts });
  await refused(slack.chat.delete({ channel, ts }), 'message_not_found');
});
await check('views', async () => {
  let heard;
  const payload = new Promise((resolve) => { heard = resolve; });
  const app = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      response.end();
      const form = new URLSearchParams(Buffer.concat(parts).toString());
      if (form.has('payload')) heard(JSON.parse(form.get('payload')));
    });
  });
  await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${app.address().port}`;
  await control('slack/connect', { events_url: `${url}/events`, interactions_url: `${url}/interactions` });
  await control('slack/press', { user: 'U0ANA', channel, ts: root, action_id: 'take' });
  const { trigger_id: trigger } = await payload;
  const opened = await slack.views.open({ trigger_id: trigger, view });
  assert.equal(opened.view.callback_id, 'reply');
  await refused(slack.views.open({ trigger_id: trigger, view }), 'exchanged_trigger_id');
  const updated = await slack.views.update({ view_id: opened.view.id, hash: opened.view.hash, view: { ...view, title: plain('Again') } });
  assert.deepEqual([updated.view.id, updated.view.title.text], [opened.view.id, 'Again']);
  await refused(slack.views.update({ view_id: opened.view.id, hash: opened.view.hash, view }), 'hash_conflict');
  app.closeAllConnections();
  app.close();
});
await check('429 with Retry-After', async () => {
  await control('faults', { on: 'slack', method: 'auth.test', fault: 'rate_limited', retry_after: 7, times: 1 });
  const impatient = new WebClient('xoxb-sandbox', { ...options, rejectRateLimitedCalls: true });
  await assert.rejects(impatient.auth.test(), (error) => error.code === ErrorCode.RateLimitedError && error.retryAfter === 7);
});
await check('an answer that never comes', async () => {
  await control('faults', { on: 'slack', method: 'chat.postMessage', fault: 'drop_after_accept', times: 1 });
  await assert.rejects(slack.chat.postMessage({ channel, text: 'lost answer' }), (error) => error.code === ErrorCode.RequestError);
  const { messages } = await slack.conversations.history({ channel, limit: 1 });
  assert.equal(messages[0].text, 'lost answer');
});

const { InstallProvider, MemoryInstallationStore } = oauth; // A CommonJS module, whose names Node does not find.
const client = { clientId: 'portico-sandbox', clientSecret: 'sandbox-client-secret' };
const team = 'T0LABS';
const store = new MemoryInstallationStore();
const installer = new InstallProvider({
  ...client, stateSecret: 'a secret of the app', installationStore: store, clientOptions: options, logger: quiet(), directInstall: true,
  authorizationUrl: new URL('../oauth/v2/authorize', SLACK_API_URL).href,
});

/** Somebody's way through the app and Slack: with the app's cookie, as a browser would. Says where they end. */
async function installs({ rotate = false, answer = (back) => back } = {}) {
  let ended;
  const app = createServer((request, response) => {
    const redirectUri = `http://${request.headers.host}/callback`;
    if (request.url === '/install') {
      installer.handleInstallPath(request, response, {}, { scopes: ['chat:write', 'channels:read'], redirectUri });
    } else {
      const success = (installation) => { ended = installation; response.end(); };
      const failure = (error) => { ended = error; response.end(); };
      installer.handleCallback(request, response, { success, failure }, { scopes: [], redirectUri });
    }
  });
  await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
  const begun = await fetch(`http://127.0.0.1:${app.address().port}/install`, { redirect: 'manual' });
  const authorize = begun.headers.get('location');
  assert.match(await (await fetch(authorize)).text(), /Acme Labs/);
  const { redirect_to: back } = await control('slack/agree', { authorize_url: authorize, team, rotate });
  const cookie = begun.headers.get('set-cookie').split(';')[0];
  await fetch(answer(back), { headers: { cookie } });
  app.closeAllConnections();
  app.close();
  return { ended, back };
}

await check('an installation', async () => {
  const { ended, back } = await installs();
  assert.deepEqual([ended.team.id, ended.bot.scopes, ended.tokenType], [team, ['chat:write', 'channels:read'], 'bot']);
  const { botToken, botRefreshToken } = await installer.authorize({ teamId: team, isEnterpriseInstall: false });
  assert.equal(botRefreshToken, undefined);
  const labs = new WebClient(botToken, options);
  assert.equal((await labs.auth.test()).team_id, team);
  await refused(labs.reactions.add({ channel: 'C0LABS', timestamp: '1.000001', name: 'eyes' }), 'missing_scope');
  const code = new URL(back).searchParams.get('code');
  const nobody = new WebClient(undefined, options);
  const exchange = (more) => nobody.oauth.v2.access({ client_id: client.clientId, client_secret: client.clientSecret, code, ...more });
  await refused(exchange(), 'code_already_used');
  await refused(exchange({ code: 'forged' }), 'invalid_code');
  await refused(exchange({ client_secret: 'wrong' }), 'bad_client_secret');
  await refused(exchange({ client_id: 'another' }), 'invalid_client_id');
});
await check('an installation that was refused', async () => {
  const denied = (back) => {
    const url = new URL(back);
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    return url.href;
  };
  const { ended } = await installs({ answer: denied });
  assert.equal(ended.code, 'slack_oauth_installer_authorization_error');
});
await check('tokens that end', async () => {
  await installs({ rotate: true });
  const query = { teamId: team, isEnterpriseInstall: false };
  const { bot } = await store.fetchInstallation(query);
  assert.match(bot.token, /^xoxe\.xoxb-/);
  assert.ok(bot.expiresAt > Date.now() / 1000 + 43_000);
  const before = { ...bot };
  bot.expiresAt = Math.floor(Date.now() / 1000) + 60;
  const { botToken } = await installer.authorize(query);
  const after = (await store.fetchInstallation(query)).bot;
  assert.ok(botToken === after.token && after.token !== before.token && after.refreshToken !== before.refreshToken);
  for (const token of [before.token, after.token]) assert.equal((await new WebClient(token, options).auth.test()).team_id, team);
  const renew = new WebClient(undefined, options).oauth.v2;
  const again = { client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'refresh_token', refresh_token: before.refreshToken };
  await refused(renew.access(again), 'invalid_refresh_token');
});

writeFileSync(COUNT_FILE, `${passed} ${failed}\n`);
console.log(`@slack/web-api: ${passed} of ${passed + failed} checks`);
process.exit(failed ? 1 : 0);
