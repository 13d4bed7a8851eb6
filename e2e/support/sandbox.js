// The outside world, asked and told over the sandbox's control interface.

import { eventually } from './programs.js';

export class Sandbox {
  constructor(address) {
    this.address = address;
  }

  /** Every mail that arrived, oldest first. */
  async mails() {
    return await this.#get('/control/mails');
  }

  async mailsTo(address) {
    return (await this.mails()).filter(({ to }) => to.includes(address));
  }

  /** Waits for the next mail to `address` beyond the `seen` first ones. */
  async nextMailTo(address, seen = 0) {
    return await eventually(async () => (await this.mailsTo(address))[seen], `a mail to ${address}`);
  }

  /** What stands in a channel, threads included, oldest first. */
  async messages(channel) {
    const { messages } = await this.#get(`/control/slack/messages?channel=${channel}`);
    return messages;
  }

  /** The one message of `channel` that begins a thread about `key`. */
  async card(channel, key) {
    const cards = (await this.messages(channel)).filter((message) => !isReply(message) && JSON.stringify(message).includes(key));
    if (cards.length > 1) throw new Error(`${cards.length} cards for ${key} in ${channel}`);
    return cards[0];
  }

  /** The replies below a message, oldest first. */
  async thread(channel, ts) {
    return (await this.messages(channel)).filter((message) => isReply(message) && message.thread_ts === ts);
  }

  /** Somebody writes in a channel or thread. Returns the message's ts. */
  async say(user, channel, text, thread) {
    const { ts } = await this.#post('/control/slack/say', { user, channel, text, thread_ts: thread });
    return ts;
  }

  /** Faults from now on, in place of all earlier ones; see `crates/sandbox/src/faults.rs`. */
  async faults(...rules) {
    await this.#post('/control/faults', rules);
  }

  async #get(path) {
    return await answer(await fetch(this.address + path));
  }

  async #post(path, body) {
    return await answer(await fetch(this.address + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
  }
}

function isReply({ ts, thread_ts: thread }) {
  return thread !== undefined && thread !== null && thread !== ts;
}

async function answer(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}
