// The sandbox's Slack page, as one of the team sees it.

export class SlackPage {
  constructor(world, { page }) {
    this.world = world;
    this.page = page;
  }

  async open() {
    await this.page.goto(`${this.world.sandbox.address}/slack`);
  }

  async become(name) {
    await this.page.getByRole('combobox', { name: 'Writing as' }).selectOption({ label: name });
  }

  async openChannel(name) {
    await this.page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name }).click();
    await this.page.getByRole('heading', { name: `#${name}` }).waitFor();
  }

  /** A ticket's card. */
  card(key) {
    return this.page.getByRole('main').getByRole('article').filter({ hasText: new RegExp(`\\b${key}\\b`) });
  }

  async openThread(key) {
    await this.card(key).hover();
    await this.card(key).getByRole('button', { name: 'Open thread' }).click();
    await this.thread.getByRole('article').first().waitFor();
  }

  get thread() {
    return this.page.getByRole('complementary', { name: 'Thread' });
  }

  async reply(text) {
    await this.thread.getByRole('textbox', { name: 'Reply' }).fill(text);
    await this.thread.getByRole('button', { name: 'Send' }).click();
    await this.thread.getByRole('article').filter({ hasText: text.replaceAll(/[*_]/g, '') }).waitFor();
  }
}
