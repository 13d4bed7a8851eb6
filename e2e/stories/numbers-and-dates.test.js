// Numbers and dates are typed as people type them: what arrives is what was typed, or they are told.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { answerOf, field, publish } from '../support/forms.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { codeIn } from '../support/sign-in.js';
import { story } from '../support/story.js';
import { said } from '../support/texts.js';

/** A day with the keys of a British or German keyboard: day, month and as much of the year as there is. */
async function typeDate(page, locator, keys) {
  await locator.focus();
  await page.keyboard.type(keys);
}

story('Numbers and dates are what was typed', 'numbers-and-dates', (step, world) => {
  let ana;
  let maria;
  let page;
  const limit = field('number', 'Limit');
  const day = field('date', 'Day');
  const copies = field('number', 'Copies', { whole: true, min: 0 });

  const number = (label = 'Limit') => page.getByLabel(label);
  const type = async (locator, text) => {
    await locator.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text);
  };
  const begin = async (title) => {
    await maria.newTicket();
    await maria.chooseForm('Quotas');
    await type(maria.field('Title'), title);
    await type(maria.field('Description'), 'It is needed by Monday.');
  };

  step('offers a form with numbers and a date', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await publish(ana, 'Quotas', { fields: [limit, day, copies] });
    maria = new Portal(world(), await world().person('Maria'));
    page = maria.page;
    await maria.enter(MARIA.email);
  });

  for (const [typed, arrives] of [['12.5', 12.5], ['12,5', 12.5], ['-3.25', -3.25], ['0.05', 0.05], ['−7', -7], ['١٢', 12]]) {
    step(`takes ${typed} as it is`, async () => {
      await begin(`Raise it to ${typed}`);
      await type(number(), typed);
      assert.equal(await number().inputValue(), typed);
      const filed = page.waitForRequest((it) => it.method() === 'POST' && it.url().endsWith('/portal/tickets'));
      await maria.fileButton.click();
      assert.equal((await filed).postDataJSON().answers[limit.id], arrives);
      await maria.heading(`Raise it to ${typed}`).waitFor();
      assert.equal(await answerOf(page, 'Limit'), await page.evaluate((it) => it.toLocaleString(document.documentElement.lang), arrives));
    });
  }

  for (const typed of ['1e3', '1,000', '12abc', '-', '1 2']) {
    step(`says that ${typed} is no number, beside the field and above all`, async () => {
      await begin('Raise it');
      await type(number(), typed);
      await maria.fileButton.click();
      await page.getByRole('link', { name: 'Limit: Enter a number such as 1234.5' }).waitFor();
      await eventually(async () => (await number().getAttribute('aria-invalid')) === 'true', 'the field is marked');
      assert.equal(await number().inputValue(), typed);
      await page.getByRole('link', { name: 'Cancel' }).click();
      await maria.openList();
    });
  }

  step('brings up keys for digits where there can be no minus', async () => {
    await begin('Print it');
    assert.equal(await number().inputValue(), '1 2', 'the draft kept what was typed');
    await type(number(), '');
    assert.equal(await number('Copies').getAttribute('inputmode'), 'decimal');
    assert.equal(await number().getAttribute('inputmode'), null);
    await type(number('Copies'), '1.5');
    await maria.fileButton.click();
    await page.getByRole('link', { name: /Enter a whole number/ }).waitFor();
    await type(number('Copies'), '3');
  });

  step('does not drop half a date', async () => {
    const when = page.getByLabel('Day');
    await typeDate(page, when, '1202');
    assert.equal(await when.evaluate((it) => it.validity.badInput), true, 'half a date stands there');
    await maria.fileButton.click();
    await page.getByRole('link', { name: /Enter a whole date/ }).waitFor();
    await eventually(async () => (await when.getAttribute('aria-invalid')) === 'true', 'the field is marked');
    assert.equal(await when.evaluate((it) => it.validity.badInput), true, 'it still stands there');
    await audit(page, 'portal form with half a date');
    await typeDate(page, when, '12122027');
    assert.equal(await when.inputValue(), '2027-12-12');
    await maria.fileButton.click();
    await maria.heading('Print it').waitFor();
    assert.match(await answerOf(page, 'Day'), /2027/);
    assert.equal(await answerOf(page, 'Copies'), '3');
  });

  step('nor by Enter, nor once it is emptied', async () => {
    await begin('Now');
    const when = page.getByLabel('Day');
    await typeDate(page, when, '1202');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Enter a whole date/ }).waitFor();
    await when.focus();
    for (const key of ['Backspace', 'Tab', 'Backspace', 'Tab', 'Backspace']) await page.keyboard.press(key);
    assert.equal(await when.evaluate((it) => it.validity.badInput), false, 'it is empty');
    await maria.fileButton.click();
    await maria.heading('Now').waitFor();
  });

  step('nor in a filter', async () => {
    await maria.openList();
    await page.getByRole('combobox', { name: 'Updated' }).selectOption({ label: 'From … to …' });
    const dialog = page.getByRole('dialog', { name: 'Updated from … to …' });
    await typeDate(page, dialog.getByLabel('From'), '0101');
    await dialog.getByRole('button', { name: 'Show tickets' }).click();
    await dialog.getByRole('link', { name: /Enter a whole date/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  step('reads the decimal comma of a German, and says in German what is no number', async () => {
    const lena = await world().person('Maria in Berlin', { locale: 'de-DE' });
    maria = new Portal(world(), lena);
    page = lena.page;
    await maria.open();
    const seen = (await world().sandbox.signInMailsTo(MARIA.email)).length;
    await page.getByRole('textbox', { name: said('de', 'ui', 'e-mail') }).fill(MARIA.email);
    await page.getByRole('button', { name: said('de', 'ui', 'send-me-a-link'), exact: true }).click();
    const { text } = await world().sandbox.nextSignInMailTo(MARIA.email, seen);
    await page.getByRole('textbox', { name: said('de', 'ui', 'code-label'), exact: true }).fill(codeIn(text));
    await maria.list.waitFor();
    await maria.open('/new');
    await page.getByRole('main').getByRole('link', { name: 'Quotas' }).click();
    await type(page.getByRole('textbox', { name: said('de', 'portal', 'title') }), 'Mehr Platz');
    await type(page.getByRole('textbox', { name: said('de', 'portal', 'description') }).first(), 'Bis Montag.');
    const file = page.getByRole('button', { name: said('de', 'portal', 'file-ticket') });
    await type(number(), '1.000');
    await file.click();
    await page.getByRole('link', { name: /zum Beispiel 1234,5/ }).waitFor();
    await type(number(), '1234,5');
    // What a draft kept comes back as it was typed.
    await page.reload();
    await eventually(async () => (await number().inputValue()) === '1234,5', 'the draft kept it');
    const filed = page.waitForRequest((it) => it.method() === 'POST' && it.url().endsWith('/portal/tickets'));
    await file.click();
    assert.equal((await filed).postDataJSON().answers[limit.id], 1234.5);
    await maria.heading('Mehr Platz').waitFor();
  });

  step('is the same for whoever makes the form', async () => {
    ({ page } = ana);
    await ana.openSettings('Forms');
    await page.getByRole('link', { name: /Quotas/ }).click();
    await page.getByRole('button', { name: /^Limit/ }).click();
    const least = page.getByRole('textbox', { name: 'Smallest number' });
    await type(least, '-5');
    assert.equal(await least.inputValue(), '-5');
    const begins = page.getByRole('textbox', { name: 'Begins with' });
    await type(begins, '12.5');
    assert.equal(await begins.inputValue(), '12.5');
    const shown = page.getByRole('region', { name: 'Preview' }).getByRole('textbox', { name: 'Limit' });
    await eventually(async () => (await shown.inputValue()) === '12.5', 'the preview begins with it');
    await page.getByRole('status').filter({ hasText: 'Draft saved' }).waitFor();
    await type(least, '-5x');
    await page.getByText('Enter a whole number', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await ana.dialog.getByText('“Limit”: Enter a whole number').waitFor();
    assert.ok(await ana.dialog.getByRole('button', { name: 'Publish' }).isDisabled());
    await page.keyboard.press('Escape');
    await type(least, '-4');
    await page.getByRole('status').filter({ hasText: 'Draft saved' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Limit/ }).click();
    assert.equal(await least.inputValue(), '-4');
    await page.getByRole('button', { name: /^Day/ }).click();
    await typeDate(page, page.getByLabel('Earliest date'), '1202');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.getByText(/Enter a whole date/).first().waitFor();
  });
});
