// Somebody who has the portal open twice: what is typed in one tab takes nothing from the other.

import assert from 'node:assert/strict';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

story('One person writes in two tabs', 'tabs', (step, world) => {
  let first;
  let second;
  const both = () => [first, second];

  const reply = (portal) => portal.field('Your reply');
  /** As a person types, not as a script fills in. */
  const type = async (field, text) => {
    await field.click();
    await field.pressSequentially(text);
  };

  step('keeps the reply of each', async () => {
    const maria = await world().person('Maria');
    first = new Portal(world(), maria);
    await first.enter(MARIA.email);
    const page = await maria.context.newPage();
    second = new Portal(world(), { ...maria, page });
    for (const portal of both()) {
      await portal.open('/tickets/ACME-24');
      await reply(portal).waitFor();
    }
    await type(reply(first), 'What the first tab says');
    await type(reply(second), 'What the second tab says');
    await type(reply(first), ', and more');
    for (const portal of both()) await portal.page.reload();
    assert.equal(await reply(first).inputValue(), 'What the first tab says, and more');
    assert.equal(await reply(second).inputValue(), 'What the second tab says');
  });

  step('keeps what one has when the other sends', async () => {
    await first.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await first.page.getByRole('article').getByText('What the first tab says, and more').waitFor();
    await second.page.reload();
    assert.equal(await reply(second).inputValue(), 'What the second tab says');
  });

  step('keeps the new ticket of each', async () => {
    for (const portal of both()) {
      await portal.open('/new');
      await portal.chooseForm('Ask a question');
    }
    await type(second.field('Title'), 'Of the second tab');
    await type(first.field('Title'), 'Of the first tab');
    for (const portal of both()) await portal.page.reload();
    assert.equal(await first.field('Title').inputValue(), 'Of the first tab');
    assert.equal(await second.field('Title').inputValue(), 'Of the second tab');
  });

  step('keeps what one has when the other goes on from it', async () => {
    for (const portal of both()) await portal.open('/tickets/ACME-24');
    for (const portal of both()) await reply(portal).fill('');
    await type(reply(first), 'Begun');
    await second.page.reload();
    await second.page.getByText('Your draft was restored.').waitFor();
    const heard = first.page.evaluate(() => new Promise((resolve) => {
      addEventListener('storage', (event) => event.newValue === 'Begun elsewhere' && resolve());
    }));
    await reply(second).press('End');
    await reply(second).pressSequentially(' elsewhere');
    await heard;
    await first.page.reload();
    await reply(first).waitFor();
    await eventually(async () => (await reply(first).inputValue()) === 'Begun', 'it is kept beside the other');
    assert.equal(await reply(second).inputValue(), 'Begun elsewhere');
    for (const portal of both()) {
      await reply(portal).fill('');
      await portal.open('/new');
      await portal.chooseForm('Ask a question');
    }
  });

  step('offers what a closed tab left, until it is discarded', async () => {
    await first.page.close();
    first = undefined;
    await second.page.getByRole('button', { name: 'Discard' }).click();
    await second.page.reload();
    await second.page.getByText('Your draft was restored.').first().waitFor();
    assert.equal(await second.field('Title').inputValue(), 'Of the first tab');
    await second.page.getByRole('button', { name: 'Discard' }).click();
    await second.page.reload();
    await second.fileButton.waitFor();
    assert.equal(await second.field('Title').inputValue(), '');
    assert.equal(await second.page.getByText('Your draft was restored.').count(), 0);
  });
});

story('A ticket is on its way for a while', 'filing', (step, world) => {
  let portal;

  step('takes no words that would be in neither the ticket nor a draft', async () => {
    portal = new Portal(world(), await world().person('Maria'));
    await portal.enter(MARIA.email);
    await portal.newTicket();
    await portal.chooseForm('Report a problem');
    await portal.fillIn('Slow line', 'first');
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await portal.page.context().route((url) => url.pathname === '/api/v1/portal/tickets', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await portal.field('Description').press('Control+Enter');
    await portal.page.locator('form[aria-busy="true"]').waitFor();
    const description = portal.field('Description');
    await portal.page.keyboard.type('c and then more');
    await portal.page.mouse.click(...(await middle(description)));
    await portal.page.keyboard.type('c and then more');
    assert.equal(await description.inputValue(), 'first', 'and no key leads away');
    go();
    await portal.page.getByRole('heading', { name: 'Slow line' }).waitFor();
  });

  step('and leaves no draft, though its writer has left', async () => {
    const { page } = portal;
    await portal.newTicket();
    await portal.chooseForm('Report a problem');
    await portal.fillIn('Impatient', 'once only');
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route((url) => url.pathname === '/api/v1/portal/tickets', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await portal.fileButton.click();
    await page.locator('form[aria-busy="true"]').waitFor();
    await page.getByRole('link', { name: 'All forms' }).click();
    await page.locator('form[aria-busy]').waitFor({ state: 'detached' });
    const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok((await kept()).includes('once only'), 'it is kept until the answer comes');
    go();
    await page.getByRole('status').getByRole('button', { name: /^ACME-\d+$/ }).click();
    await page.getByRole('heading', { name: 'Impatient' }).waitFor();
    await eventually(async () => !(await kept()).includes('once only'), 'it is filed');
  });

  step('begins a ticket about another before what was typed earlier', async () => {
    await portal.newTicket();
    await portal.chooseForm('Ask a question');
    await portal.field('Description').fill('An older text');
    const about = `${new URL(portal.page.url()).pathname}?about=ACME-24`;
    for (const again of [false, true]) {
      await portal.open(about);
      await portal.page.getByText('Follow-up to ACME-24').waitFor();
      assert.equal(await portal.field('Description').inputValue(), 'An older text', `again: ${again}`);
    }
    await portal.page.getByRole('button', { name: 'Discard' }).click();
    assert.equal(await portal.field('Description').inputValue(), '');
    await portal.page.getByText('Follow-up to ACME-24').waitFor();
  });

  const middle = async (field) => {
    const { x, y, width, height } = await field.boundingBox();
    return [x + width / 2, y + height / 2];
  };
});
