// The console as an agent sees it: found by role and label only.

import { ask } from './ask.js';
import { eventually } from './programs.js';
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

  /** Asks the API as the console does, with the session of whoever is in. */
  async ask(method, path, body) {
    return await ask(this.page, method, path, body);
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
    await this.fill(mode, text);
    await this.send(mode);
    await this.message(text).waitFor();
  }

  async fill(mode, text) {
    await this.page.getByRole('radio', { name: mode }).check();
    await this.page.getByRole('textbox', { name: mode }).fill(text);
  }

  async send(mode) {
    await this.sendButton(mode).click();
  }

  sendButton(mode) {
    return this.page.getByRole('button', { name: mode === 'Internal note' ? 'Add note' : 'Reply', exact: true });
  }

  /** As somebody does whose first try met a server that was not there. */
  async pressOnUntilSaid(mode, text) {
    await eventually(async () => {
      if ((await this.message(text).count()) > 0) return true;
      if (await this.sendButton(mode).isEnabled()) await this.sendButton(mode).click({ timeout: 500 });
      return false;
    }, `${text} is said`, 30_000);
  }

  async setStatus(label) {
    await this.page.getByRole('combobox', { name: 'Status' }).selectOption({ label });
  }

  /** Opens a page of the settings by its name in their list. */
  async openSettings(topic) {
    await this.settings.click();
    await this.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: new RegExp(`^${topic}`) }).click();
    await this.heading(topic).waitFor();
  }

  async openPortalSetup() {
    await this.openSettings('Portal Setup');
  }

  heading(name) {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** The one dialog that is open. */
  get dialog() {
    return this.page.getByRole('dialog');
  }

  /** The short note at the edge of the page. */
  async hears(text) {
    await this.page.getByRole('status').filter({ hasText: text }).first().waitFor();
  }

  /** Chooses from the menu of a row, such as *Revoke…* of an API key. */
  async act(name, action) {
    await this.page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** A member of the team. */
  member(name) {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  async invite(email, name, role) {
    await this.page.getByRole('button', { name: 'Invite somebody' }).click();
    await this.dialog.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await this.dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.dialog.getByRole('radio', { name: role }).check();
    await this.dialog.getByRole('button', { name: 'Send invitation' }).click();
    await this.member(name).waitFor();
  }

  async openCustomer(name) {
    await this.openSettings("Customers' access");
    await this.page.getByRole('main').getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  async addDomain(domain) {
    await this.page.getByRole('textbox', { name: 'Domain' }).fill(domain);
    await this.page.getByRole('button', { name: 'Add domain' }).click();
  }

  async addPerson(email, { guest = false, invite = true } = {}) {
    await this.page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    if (guest) await this.page.getByRole('checkbox', { name: 'Let them in as a guest' }).check();
    await this.page.getByRole('checkbox', { name: /Send them a mail/ }).setChecked(invite);
    await this.page.getByRole('button', { name: 'Add person' }).click();
    await this.page.getByRole('button', { name: `Remove ${email}` }).waitFor();
  }

  /** Makes a key that may do what is ticked at first, and returns its secret. */
  async createApiKey(name) {
    await this.page.getByRole('button', { name: 'New API key' }).first().click();
    await this.dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.dialog.getByRole('button', { name: 'Create key' }).click();
    return await this.page.getByRole('textbox', { name: 'Secret' }).inputValue();
  }

  async openSessions() {
    await this.page.getByRole('button', { name: 'Your account' }).click();
    await this.page.getByRole('menuitem', { name: 'Your sessions' }).click();
    await this.heading('Your sessions').waitFor();
  }

  get sessions() {
    return this.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  }

  /** An entry of the audit log. */
  entry(what, about) {
    return this.page.getByRole('row').filter({ hasText: what }).filter({ hasText: about }).first();
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
