// The console as an agent sees it: found by role and label only.

import { SignIn } from './sign-in.js';

export class Console {
  constructor(world, { page }) {
    this.world = world;
    this.page = page;
    this.signIn = new SignIn(world, page);
  }

  async open(path = '/') {
    await this.page.goto(this.world.console + path);
  }

  async enter(email) {
    await this.open();
    await this.signIn.byCode(email);
    await this.page.getByRole('navigation').getByRole('link', { name: /settings/i }).waitFor();
  }

  async openTicket(title) {
    await this.page.getByRole('link', { name: title }).click();
    await this.page.getByRole('heading', { name: title }).waitFor();
  }

  message(text) {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** `mode` is *Public reply* or *Internal note*. */
  async write(mode, text) {
    await this.page.getByRole('radio', { name: mode }).or(this.page.getByRole('tab', { name: mode })).first().click();
    await this.page.getByRole('textbox', { name: /reply|note/i }).fill(text);
    await this.page.getByRole('button', { name: mode === 'Internal note' ? /add note/i : /send|reply/i }).last().click();
    await this.message(text).waitFor();
  }

  async setStatus(label) {
    await this.page.getByRole('combobox', { name: 'Status' }).selectOption({ label });
  }

  async openPortalSetup() {
    await this.page.getByRole('link', { name: /settings/i }).click();
    await this.page.getByRole('link', { name: 'Portal Setup' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Portal Setup' }).waitFor();
  }

  /** Presses *Save* and waits until it is done. */
  async save() {
    await this.page.getByRole('button', { name: /^save/i }).click();
    await this.page.getByRole('status').filter({ hasText: /saved/i }).first().waitFor();
  }

  async switchPortal(on) {
    const box = this.page.getByRole('switch', { name: /portal/i }).or(this.page.getByRole('checkbox', { name: /portal/i })).first();
    await box.setChecked(on);
  }
}
