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
    await this.page.getByRole('combobox', { name: /as/i }).selectOption({ label: name });
  }

  async openChannel(name) {
    await this.page.getByRole('navigation').getByRole('link', { name: new RegExp(`${name}$`) }).click();
  }

  card(key) {
    return this.page.getByRole('article').filter({ hasText: key });
  }

  async openThread(key) {
    await this.card(key).getByRole('link', { name: /repl|thread/i }).or(this.card(key).getByRole('button', { name: /repl|thread/i })).first().click();
  }

  get thread() {
    return this.page.getByRole('complementary', { name: /thread/i });
  }

  async reply(text) {
    await this.thread.getByRole('textbox').fill(text);
    await this.thread.getByRole('button', { name: /send/i }).click();
  }
}
