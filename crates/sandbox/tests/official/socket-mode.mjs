// Socket Mode, as @slack/socket-mode speaks it: what people do comes by sockets, and comes again until it is acknowledged.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';

const { SLACK_API_URL, CONTROL_URL, COUNT_FILE } = process.env;
const nothing = () => {};
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, getLevel: () => 'error', setName: nothing };
const clientOptions = { slackApiUrl: SLACK_API_URL, retryConfig: { retries: 0 } };
const slack = new WebClient('xoxb-sandbox', { ...clientOptions, logger });
const client = (appToken = 'xapp-sandbox') => new SocketModeClient({ appToken, clientOptions, logger });
const channel = 'C0TRIAGE';
let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await Promise.race([body(), new Promise((_, late) => setTimeout(late, 20_000, new Error('it takes too long')).unref())]);
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`socket-mode: ${name}\n`, error);
  }
}

async function control(path, body = {}) {
  const response = await fetch(`${CONTROL_URL}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

const sockets = async () => (await fetch(`${CONTROL_URL}/slack/sockets`)).json();
const say = (text) => control('slack/say', { user: 'U0ANA', channel, text });
const next = (emitter, event) => new Promise((resolve) => { emitter.once(event, resolve); });
const message = (emitter, text) => new Promise((resolve) => {
  emitter.on('message', (told) => { if (told.event.text === text) resolve(told); });
});

await control('reset');

await check('without Socket Mode there is no socket', async () => {
  await assert.rejects(client().start(), /invalid_auth/);
});
await control('slack/sockets/on');
await check('a token that is another app\'s', () => assert.rejects(client('xapp-of-nobody').start(), /invalid_auth/));

const app = client();
await check('it greets', async () => {
  const [, answer] = await Promise.all([next(app, 'connected'), app.start()]);
  assert.match(answer.url, /^ws:\/\/127\.0\.0\.1:\d+\/link\//);
  assert.equal((await sockets()).open, 1);
});
await check('an event, acknowledged', async () => {
  const told = message(app, 'by socket');
  await say('by socket');
  const { ack, body, retry_num: retry } = await told;
  await ack();
  assert.deepEqual([body.team_id, body.api_app_id, body.event.user, retry], ['T0ACME', 'A0PORTICO', 'U0ANA', 0]);
});
await check('an event that was not acknowledged comes again', async () => {
  const tries = [];
  const twice = new Promise((resolve) => {
    app.on('message', ({ ack, event, retry_num: retry, retry_reason: reason }) => {
      if (event.text !== 'twice') return;
      tries.push([retry, reason]);
      if (retry === 1) resolve(ack());
    });
  });
  await say('twice');
  await twice;
  assert.deepEqual(tries, [[0, ''], [1, 'http_timeout']]);
});
await check('a button, and a modal whose answer goes by the socket', async () => {
  const plain = (text) => ({ type: 'plain_text', text });
  const button = { type: 'button', action_id: 'take', text: plain('Take it'), value: '1' };
  const { ts } = await slack.chat.postMessage({ channel, text: 'ACME-1', blocks: [{ type: 'actions', elements: [button] }] });
  const pressed = next(app, 'interactive');
  const pressing = control('slack/press', { user: 'U0ANA', channel, ts, action_id: 'take' });
  const { ack, body } = await pressed;
  assert.deepEqual([body.type, body.actions[0].action_id], ['block_actions', 'take']);
  const view = {
    type: 'modal', callback_id: 'reply', title: plain('Reply'), submit: plain('Send'),
    blocks: [{ type: 'input', block_id: 'text', label: plain('Reply'), element: { type: 'plain_text_input', action_id: 'body' } }],
  };
  const opened = await slack.views.open({ trigger_id: body.trigger_id, view });
  await ack();
  await pressing;
  const sent = next(app, 'interactive');
  const submitting = control('slack/submit_view', { user: 'U0ANA', view_id: opened.view.id, values: { text: { body: 'hm' } } });
  const submission = await sent;
  await submission.ack({ response_action: 'errors', errors: { text: 'Longer, please.' } });
  assert.deepEqual(await submitting, { outcome: 'errors', errors: { text: 'Longer, please.' } });
});
await check('Slack wants another socket', async () => {
  const again = next(app, 'connected');
  await control('slack/sockets/refresh_requested');
  await again;
  const told = message(app, 'by the second');
  await say('by the second');
  await (await told).ack();
});
await check('a socket that is cut', async () => {
  const again = next(app, 'connected');
  await control('slack/sockets/cut');
  await again;
  const told = message(app, 'by the third');
  await say('by the third');
  await (await told).ack();
});
await check('several sockets share what happens', async () => {
  const other = client();
  await other.start();
  assert.equal((await sockets()).open, 2);
  const heard = { app: 0, other: 0 };
  const all = new Promise((resolve) => {
    for (const [name, it] of [['app', app], ['other', other]]) {
      it.on('message', async ({ ack, event }) => {
        if (!event.text.startsWith('shared')) return;
        await ack();
        heard[name] += 1;
        if (heard.app + heard.other === 4) resolve();
      });
    }
  });
  for (const n of [1, 2, 3, 4]) await say(`shared ${n}`);
  await all;
  assert.deepEqual(heard, { app: 2, other: 2 });
  await other.disconnect();
});

await app.disconnect();
await control('reset');
writeFileSync(COUNT_FILE, `${passed} ${failed}\n`);
console.log(`@slack/socket-mode: ${passed} of ${passed + failed} checks`);
process.exit(failed ? 1 : 0);
