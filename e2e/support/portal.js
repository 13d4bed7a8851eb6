// The portal as a contact sees it: found by role and label only.

import { ask } from './ask.js';
import { eventually } from './programs.js';
import { SignIn } from './sign-in.js';

export class Portal {
  constructor(world, { page }) {
    this.world = world;
    this.page = page;
    this.signIn = new SignIn(world, page);
  }

  async open(path = '/') {
    await this.page.goto(this.world.portal + path);
  }

  /** Asks the API as the portal does. */
  async ask(method, path, body) {
    return await ask(this.page, method, `/portal${path}`, body);
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

  /** The keys of all rows, in their order. */
  async keys() {
    return (await this.rows().allTextContents()).map((text) => text.match(/[A-Z]+-\d+/)[0]);
  }

  async openList() {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tickets' }).click();
    await this.list.waitFor();
  }

  async openTab(name) {
    await this.page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name }).click();
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
    await this.fileButton.waitFor();
  }

  /** A text of the form. */
  field(label) {
    return this.page.getByRole('main').getByRole('textbox', { name: label });
  }

  /** A choice of the form. */
  choice(label) {
    return this.page.getByRole('main').getByRole('combobox', { name: label });
  }

  get fileButton() {
    return this.page.getByRole('button', { name: 'File ticket' });
  }

  /** Fills in *Report a problem*. */
  async fillIn(title, description) {
    await this.field('Title').fill(title);
    await this.field('Description').fill(description);
    await this.choice('Affected area').selectOption('Exports');
    await this.choice('Impact').selectOption('A nuisance');
  }

  /** The conversation, one article a message. */
  message(text) {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  get composer() {
    return this.page.getByRole('textbox', { name: 'Your reply' });
  }

  async reply(text) {
    await this.composer.fill(text);
    await this.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await this.message(text).waitFor();
  }

  /** Picks files. */
  async attach(...files) {
    await this.page.getByLabel('Attach files').setInputFiles(files);
  }

  /** A file that is about to be sent. */
  attached(name) {
    return this.page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name });
  }

  /** The ticket's status, as its page shows it. */
  status(label) {
    return this.page.getByRole('complementary', { name: 'Details' }).getByText(label, { exact: true });
  }

  /** The key of the ticket whose page this is. */
  async keyOnPage() {
    const [key] = new URL(this.page.url()).pathname.match(/[A-Z]+-\d+/i);
    return key.toUpperCase();
  }

  /** A person whose server is away: files, or tries again, until the ticket's page is there. */
  async pressOnUntilFiled(title) {
    await eventually(async () => {
      if ((await this.heading(title).count()) > 0) return true;
      const again = this.fileButton.or(this.page.getByRole('button', { name: 'Try again' })).first();
      if ((await again.count()) > 0 && (await again.isEnabled())) await again.click({ timeout: 500 });
      return false;
    }, `${title} is filed`, 30_000);
  }

  /** The list as it is filtered, as CSV. Returns the file's path, and the name it was offered under. */
  async exportCsv() {
    await this.page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: /csv/i }).click(),
    ]);
    return { path: await download.path(), name: download.suggestedFilename() };
  }

  async signOut() {
    await this.askToSignOut();
    await this.page.getByRole('textbox', { name: /e-?mail/i }).waitFor();
  }

  /** Signs out, unless something would be lost. */
  async askToSignOut() {
    await this.page.getByRole('button', { name: 'Your account' }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
  }

  /** Signs out, whatever would be lost. */
  async signOutAnyway() {
    await this.askToSignOut();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Sign out anyway' }).click();
    await this.page.getByRole('textbox', { name: /e-?mail/i }).waitFor();
  }

  async isNamed(name) {
    return await shows(this.page.getByText(name, { exact: true }).first());
  }

  /** The logo says no more than the name beside it, so it has no words to be found by. */
  async showsLogo() {
    return await this.page.evaluate(() => [...document.images].some(({ naturalWidth }) => naturalWidth > 0));
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
  return await locator.waitFor({ timeout: 5_000 }).then(() => true, () => false);
}
