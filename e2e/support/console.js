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
    await this.settings.waitFor();
  }

  get settings() {
    return this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' });
  }

  async openTicket(title) {
    await this.page.getByRole('main').getByRole('link', { name: title }).click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  message(text) {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** `mode` is *Public reply* or *Internal note*. */
  async write(mode, text) {
    await this.page.getByRole('radio', { name: mode }).check();
    await this.page.getByRole('textbox', { name: mode }).fill(text);
    await this.page.getByRole('button', { name: mode === 'Internal note' ? 'Add note' : 'Reply', exact: true }).click();
    await this.message(text).waitFor();
  }

  async setStatus(label) {
    await this.page.getByRole('combobox', { name: 'Status' }).selectOption({ label });
  }

  async openPortalSetup() {
    await this.settings.click();
    await this.page.getByRole('link', { name: 'Portal Setup' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Portal Setup' }).waitFor();
  }

  /** Presses *Save* and waits until it is done. */
  async save() {
    const save = this.page.getByRole('button', { name: 'Save' });
    await save.click();
    await save.waitFor({ state: 'hidden' }); // It is there only while something is not saved.
  }

  async switchPortal(on) {
    await this.page.getByRole('checkbox', { name: 'The portal is on' }).setChecked(on);
  }
}
