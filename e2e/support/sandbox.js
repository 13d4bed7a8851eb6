// The outside world, asked and told over the sandbox's control interface.

import { eventually } from './programs.js';

export class Sandbox {
  constructor(address) {
    this.address = address;
  }

  /** Every mail that arrived, oldest first. */
  async mails() {
    return await this.#ask('GET', '/control/mails');
  }

  async mailsTo(address) {
    return await this.#ask('GET', `/control/mails?to=${encodeURIComponent(address)}`);
  }

  /** Waits for the next mail to `address` beyond the `seen` first ones. */
  async nextMailTo(address, seen = 0) {
    return await eventually(async () => (await this.mailsTo(address))[seen], `a mail to ${address}`);
  }

  /** The mails to `address` that let somebody in, in whatever language: a code has a line to itself. Others may arrive between them. */
  async signInMailsTo(address) {
    return (await this.mailsTo(address)).filter(({ text }) => /^[\s\u2066-\u2069]*\d{3}\s?\d{3}[\s\u2066-\u2069]*$/m.test(text));
  }

  async nextSignInMailTo(address, seen = 0) {
    return await eventually(async () => (await this.signInMailsTo(address))[seen], `a sign-in mail to ${address}`);
  }

  /** What stands in a channel, threads included, oldest first. */
  async messages(channel) {
    const { slack } = await this.#ask('GET', '/control/state');
    return slack.messages.filter((message) => message.channel === channel && !message.deleted);
  }

  /** The one message of `channel` that begins the thread about `key`. */
  async card(channel, key) {
    const about = new RegExp(`\\b${key}\\b`);
    const cards = (await this.messages(channel)).filter((message) => !isReply(message) && about.test(content(message)));
    if (cards.length > 1) throw new Error(`${cards.length} cards for ${key} in ${channel}`);
    return cards[0];
  }

  /** The replies below a message, oldest first. */
  async thread(channel, ts) {
    return (await this.messages(channel)).filter((message) => isReply(message) && message.thread_ts === ts);
  }

  /** Somebody writes in a channel or thread. Returns the message's ts. */
  async say(user, channel, text, thread) {
    const { ts } = await this.#ask('POST', '/control/slack/say', { user, channel, text, thread_ts: thread });
    return ts;
  }

  /** Somebody makes a message of theirs say something else. */
  async edit(user, channel, ts, text) {
    await this.#ask('POST', '/control/slack/edit', { user, channel, ts, text });
  }

  /** Somebody shares a file in a thread. */
  async shareFile(user, channel, name, text, caption, thread) {
    await this.#ask('POST', '/control/slack/share_file', { user, channel, name, text, caption, thread_ts: thread });
  }

  /** The files shown below a message, oldest first; their content in base64. */
  async filesBelow(channel, ts) {
    const { slack } = await this.#ask('GET', '/control/state');
    const shown = slack.messages.filter((message) => message.channel === channel && message.thread_ts === ts && !message.deleted);
    return shown.flatMap((message) => message.files).map((id) => slack.files.find((file) => file.id === id));
  }

  /** Somebody lets the app into a workspace at the address it sent them to. Returns where their browser goes then. */
  async agreeToInstall(authorize, team) {
    const { redirect_to: back } = await this.#ask('POST', '/control/slack/agree', { authorize_url: authorize, team });
    return back;
  }

  /** The events that the app is told of. */
  async subscribe(events) {
    await this.#ask('PUT', '/control/slack/subscriptions', events);
  }

  /** Socket Mode, with the token `xapp-sandbox`: `on`, `off`, or what happens to open sockets. */
  async sockets(what) {
    await this.#ask('POST', `/control/slack/sockets/${what}`);
  }

  /** Waits until nothing is on its way from Slack to Portico. */
  async settled() {
    await this.#ask('GET', '/control/slack/settled');
  }

  /** Faults from now on, in place of all earlier ones; see `crates/sandbox/src/faults/`. */
  async faults(...rules) {
    await this.#ask('PUT', '/control/faults', rules);
  }

  /** All that was said, mailed, called and delivered. */
  async record() {
    const [state, deliveries, calls] = await Promise.all(['state', 'slack/deliveries', 'slack/calls'].map((what) => this.#ask('GET', `/control/${what}`)));
    return JSON.stringify({ state, deliveries, calls }, null, 1);
  }

  async #ask(method, path, body) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.address + path, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  }
}

/** Everything that is written in a message, be it in its text or in its blocks; not what its menus offer. */
export function content({ text, blocks }) {
  const written = blocks.filter(({ type }) => type !== 'actions').map(({ accessory: _menu, ...block }) => block);
  return `${text}\n${JSON.stringify(written)}`;
}

function isReply({ ts, thread_ts: thread }) {
  return Boolean(thread) && thread !== ts;
}
