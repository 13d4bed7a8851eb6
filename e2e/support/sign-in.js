// Signing in by mail, the same on the portal and on the console.

import assert from 'node:assert/strict';

export class SignIn {
  constructor(world, page) {
    this.world = world;
    this.page = page;
  }

  /** Asks for a mail and returns when the page says to look into the inbox. */
  async ask(email) {
    await this.page.getByRole('textbox', { name: /e-?mail/i }).fill(email);
    await this.page.getByRole('button', { name: 'Send me a link' }).click();
    await this.page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  }

  async byCode(email) {
    const seen = (await this.world.sandbox.signInMailsTo(email)).length;
    await this.ask(email);
    const { text } = await this.world.sandbox.nextSignInMailTo(email, seen);
    await this.page.getByRole('textbox', { name: 'Code' }).fill(codeIn(text));
  }

  /** By a provider: `who` is a name on its page. */
  async at(provider, who) {
    await this.page.getByRole('button', { name: `Continue with ${provider}` }).click();
    await this.page.getByRole('heading', { name: 'Choose an account' }).waitFor();
    await this.page.getByRole('link', { name: who }).click();
  }

  /** The door's card. */
  get email() {
    return this.page.getByRole('textbox', { name: /e-?mail/i });
  }

  /** Follows the link and confirms. */
  async byLink(email) {
    const seen = (await this.world.sandbox.signInMailsTo(email)).length;
    await this.ask(email);
    const { text } = await this.world.sandbox.nextSignInMailTo(email, seen);
    await this.page.goto(linkIn(text));
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }
}

export function codeIn(text) {
  const code = text.match(/\b\d{3}\s?\d{3}\b/)?.[0];
  assert.ok(code, `a six-digit code in: ${text}`);
  return code.replace(/\s/, '');
}

export function linkIn(text) {
  const link = text.match(/https?:\/\/\S+/)?.[0];
  assert.ok(link, `a link in: ${text}`);
  return link;
}
