// The portal for fingers, for eyes that motion hurts, and with none, one or several forms to choose from.

import assert from 'node:assert/strict';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { field, publish } from '../support/forms.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { PHONE } from '../support/world.js';

/** Runs in the page: what is pressed and is smaller than a finger. Links within sentences are as high as their line. */
function small() {
  const found = [];
  for (const element of document.querySelectorAll('a, button, select, input, textarea, summary, [role=menuitem], [role=radio]')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.disabled) continue;
    // Hidden behind its label, which is what is pressed; and what appears with the keyboard alone.
    const target = element.matches('[type=checkbox], [type=radio], [type=file]') ? element.labels?.[0] ?? element : element;
    const { width, height, top } = target.getBoundingClientRect();
    if (!width || target.matches('.skip-link, .visually-hidden') || top < -20) continue;
    const inText = element.localName === 'a' && element.closest('p, li, h1, dd') && getComputedStyle(element).display === 'inline';
    if (inText || (Math.round(width) >= 44 && Math.round(height) >= 44)) continue;
    found.push(`${element.localName} "${(element.ariaLabel ?? element.textContent).trim().slice(0, 30)}" is ${Math.round(width)} × ${Math.round(height)}`);
  }
  return found;
}

/** Runs in the page: what is covered by something else where a finger meets it. */
function covered(selector) {
  const away = [...document.querySelectorAll(selector)].filter((element) => {
    element.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = element.getBoundingClientRect();
    const places = [[0.5, 0.5], [0.5, 0.1], [0.5, 0.9]];
    return !places.every(([x, y]) => element.contains(document.elementFromPoint(left + width * x, top + height * y)));
  });
  return away.map((it) => it.textContent);
}

/** Runs in the page: the names of the motions under way, and how long they take. */
function motions() {
  return document.getAnimations().filter((it) => it.effect.getComputedTiming().duration > 10).map((it) => it.animationName ?? it.transitionProperty);
}

story('A customer uses fingers', 'fingers', (step, world) => {
  let maria;
  let page;

  step('finds room for them on the list, on a new ticket and on a ticket', async () => {
    maria = new Portal(world(), await world().person('Maria', { viewport: PHONE, touch: true }));
    ({ page } = maria);
    await maria.enter(MARIA.email);
    await maria.rows().first().waitFor();
    await page.locator('.filters-toggle').tap();
    assert.deepEqual(await page.evaluate(small), [], 'the list');
    await maria.open('/?priority=high&unread=1');
    await page.locator('.chip').first().waitFor();
    assert.deepEqual(await page.evaluate(small), [], 'chips');
    await maria.open('/new');
    await page.getByRole('main').getByRole('link').first().waitFor();
    assert.deepEqual(await page.evaluate(small), [], 'the forms');
    await maria.chooseForm('Report a problem');
    assert.deepEqual(await page.evaluate(small), [], 'a new ticket');
    await maria.open();
    await maria.rows().first().tap();
    await maria.composer.waitFor();
    assert.deepEqual(await page.evaluate(small), [], 'a ticket');
  });

  step('presses what they see on an own message', async () => {
    await maria.reply('My fingers are wide.');
    await maria.message('My fingers').getByRole('button', { name: 'Edit', exact: true }).tap();
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('My fingers are rather wide.');
    await page.getByRole('button', { name: 'Save', exact: true }).tap();
    await maria.message('rather wide').getByText('edited').waitFor();
    assert.deepEqual(await page.evaluate(covered, '.message-head button'), []);
    assert.deepEqual(await page.evaluate(small), [], 'an own message that was edited');
    await maria.message('rather wide').getByRole('button', { name: 'edited' }).tap();
    await page.getByRole('dialog', { name: 'Earlier versions' }).waitFor();
  });
});

story('Motion is for those who want it', 'motion', (step, world) => {
  for (const [reducedMotion, moves] of [['no-preference', true], ['reduce', false]]) {
    step(`${moves ? 'moves' : 'stands still'} while it loads with ${reducedMotion}`, async () => {
      const maria = new Portal(world(), await world().person(`Maria ${reducedMotion}`, { reducedMotion }));
      const { page } = maria;
      await maria.enter(MARIA.email);
      await maria.rows().first().waitFor();
      let answer;
      const held = new Promise((resolve) => { answer = resolve; });
      await page.route('**/api/v1/portal/tickets/*', async (route) => {
        await held;
        await route.continue();
      });
      await maria.rows().first().click();
      await page.locator('.skeleton').first().waitFor();
      await eventually(async () => (await page.evaluate(motions)).includes('pulse') === moves, `a skeleton ${moves ? 'pulses' : 'does not'}`);
      if (!moves) assert.deepEqual(await page.evaluate(motions), []);
      answer();
      await maria.composer.waitFor();
      // What is busy says so in either case.
      await page.route('**/messages', () => {});
      await maria.composer.pressSequentially('Any news?');
      await page.getByRole('button', { name: 'Reply', exact: true }).click();
      await page.locator('.button[aria-busy=true]').first().waitFor();
      const turns = await page.evaluate(() => document.getAnimations().filter((it) => it.animationName === 'spin').map((it) => it.effect.getComputedTiming().duration));
      assert.ok(turns.length > 0, 'it turns');
      assert.equal(turns[0] > 2_000, !moves, 'slowly for who wants no motion');
    });
  }
});

story('A customer is asked what it is about only where there is a choice', 'which-form', (step, world) => {
  let ana;
  let maria;
  let page;
  const archive = async (keep) => {
    const forms = await ana.ask('GET', '/forms');
    for (const form of forms.filter((it) => !it.archived_at && it.name !== keep)) {
      await ana.ask('PATCH', `/forms/${form.id}`, { version: form.version, archived: true });
    }
  };

  step('chooses among several', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await publish(ana, 'Quotas', { fields: [field('number', 'Limit')] });
    maria = new Portal(world(), await world().person('Maria'));
    ({ page } = maria);
    await maria.enter(MARIA.email);
    await maria.newTicket();
    await page.getByRole('main').getByRole('link', { name: 'Quotas' }).waitFor();
    assert.ok((await page.getByRole('main').getByRole('listitem').getByRole('link').count()) > 1);
    assert.equal(await maria.fileButton.count(), 0);
  });

  step('fills in the only one at once', async () => {
    await archive('Quotas');
    await maria.open();
    await maria.newTicket();
    await maria.fileButton.waitFor();
    await page.getByLabel('Limit').waitFor();
    await maria.field('Title').pressSequentially('More room');
    await maria.field('Description').pressSequentially('For backups.');
    await maria.fileButton.click();
    await maria.heading('More room').waitFor();
  });

  step('fills in the built-in one where there is none', async () => {
    await archive();
    await maria.open();
    await maria.newTicket();
    await maria.fileButton.waitFor();
    assert.equal(await page.getByLabel('Limit').count(), 0);
    await maria.field('Title').pressSequentially('Just a question');
    await maria.field('Description').pressSequentially('How do we pay?');
    await maria.fileButton.click();
    await maria.heading('Just a question').waitFor();
  });
});
