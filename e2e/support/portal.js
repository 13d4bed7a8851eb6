// The portal as a contact sees it: found by role and label only.

import { eventually } from './programs.js';
import { SignIn } from './sign-in.js';

const FILE = /^(file|submit|send|create)\b/i;

export class Portal {
  constructor(world, { page }) {
    this.world = world;
    this.page = page;
    this.signIn = new SignIn(world, page);
  }

  async open(path = '/') {
    await this.page.goto(this.world.portal + path);
  }

  /** In, whatever way is quickest. */
  async enter(email) {
    await this.open();
    await this.signIn.byCode(email);
    await this.list.waitFor();
  }

  get list() {
    return this.page.getByRole('heading', { level: 1, name: /tickets/i });
  }

  /** The list's row of a ticket: one link. */
  row(title) {
    return this.page.getByRole('main').getByRole('link', { name: title });
  }

  rows() {
    return this.page.getByRole('main').getByRole('listitem').getByRole('link');
  }

  async openList() {
    await this.page.getByRole('navigation').getByRole('link', { name: /^tickets/i }).click();
    await this.list.waitFor();
  }

  async openTab(name) {
    await this.page.getByRole('tab', { name }).or(this.page.getByRole('link', { name, exact: false })).first().click();
  }

  async openTicket(title) {
    await this.row(title).click();
    await this.heading(title).waitFor();
  }

  heading(title) {
    return this.page.getByRole('heading', { level: 1, name: title });
  }

  /** Opens the picker of forms. */
  async newTicket() {
    await this.page.getByRole('link', { name: 'New ticket' }).first().click();
  }

  async chooseForm(name) {
    await this.page.getByRole('main').getByRole('link', { name }).click();
    await this.page.getByRole('button', { name: FILE }).waitFor();
  }

  /** Gives every required field that is still empty a plausible answer. */
  async fillRequired() {
    for (const box of await this.page.locator('select:required').all()) {
      if ((await box.inputValue()) === '') await box.selectOption({ index: 1 });
    }
    for (const box of await this.page.locator('input:required, textarea:required').all()) {
      const type = await box.getAttribute('type');
      if (type === 'checkbox') await box.check();
      else if ((await box.inputValue()) === '') await box.fill(type === 'date' ? '2026-11-02' : type === 'number' ? '3' : 'As usual');
    }
  }

  field(label) {
    return this.page.getByLabel(label);
  }

  async file() {
    await this.page.getByRole('button', { name: FILE }).click();
  }

  /** The conversation, one article a message. */
  message(text) {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  get composer() {
    return this.page.getByRole('textbox', { name: /reply/i });
  }

  async reply(text) {
    await this.composer.fill(text);
    await this.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await this.message(text).waitFor();
  }

  /** The ticket's status, as the page shows it. */
  status(label) {
    return this.page.getByRole('main').getByText(label, { exact: true }).first();
  }

  /** The key of the ticket whose page this is. */
  async keyOnPage() {
    const [key] = new URL(this.page.url()).pathname.match(/[A-Z]+-\d+/i);
    return key.toUpperCase();
  }

  /** A person whose server is away: presses the button again until the page says that the ticket is filed. */
  async pressOnUntilFiled(title) {
    await eventually(async () => {
      if ((await this.heading(title).count()) > 0) return true;
      const again = this.page.getByRole('button', { name: FILE });
      if ((await again.count()) > 0 && (await again.isEnabled())) await again.click({ timeout: 500 });
      return false;
    }, `${title} is filed`, 30_000);
  }

  /** The list as it is filtered, as CSV. Returns the file's path. */
  async exportCsv() {
    await this.page.getByRole('button', { name: /export/i }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: /csv/i }).click(),
    ]);
    return await download.path();
  }

  async signOut() {
    await this.page.getByRole('button', { name: /your account|account/i }).click();
    await this.page.getByRole('menuitem', { name: /sign out/i }).click();
    await this.page.getByRole('textbox', { name: /e-?mail/i }).waitFor();
  }

  async notAvailable() {
    return await shows(this.page.getByRole('heading', { name: /not available/i }));
  }

  /** Open: the list, or the door. */
  async isOpen() {
    return await shows(this.list.or(this.page.getByRole('textbox', { name: /e-?mail/i })).first());
  }
}

/** Whether something appears soon; the page may still be loading. */
async function shows(locator) {
  return await locator.waitFor({ timeout: 1_500 }).then(() => true, () => false);
}
