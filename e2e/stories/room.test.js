// Words have room: those of every language in the list's controls, and very long ones of other people.

import assert from 'node:assert/strict';
import { audit, tooWide } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { field, publish } from '../support/forms.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';
import { DESKTOP } from '../support/world.js';

/** Runs in the page: selects and placeholders that do not show all their words, and times on two lines. */
function cut() {
  const found = [];
  const pen = document.createElement('canvas').getContext('2d');
  const room = (element) => {
    const { paddingLeft, paddingRight } = getComputedStyle(element);
    return element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  };
  for (const element of document.querySelectorAll('select, input[placeholder]')) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const words = element.localName === 'select' ? element.selectedOptions[0]?.text : element.placeholder;
    pen.font = getComputedStyle(element).font;
    const wanted = Math.ceil(pen.measureText(words ?? '').width);
    if (wanted > room(element) + 1) found.push(`${element.localName} "${words}" needs ${wanted} px and has ${Math.floor(room(element))}`);
  }
  for (const element of document.querySelectorAll('.row-time time')) {
    const { height } = element.getBoundingClientRect();
    if (height > 1.9 * parseFloat(getComputedStyle(element).fontSize)) found.push(`"${element.textContent}" takes two lines`);
  }
  return found;
}

story('Words have room', 'room', (step, world) => {
  let maria;
  let page;

  const speak = async (language) => {
    await page.goto(`${world().portal}/sessions`);
    const choice = page.locator('select[name=language]');
    await choice.selectOption(language);
    await page.locator('form', { has: choice }).locator('button[type=submit]').click();
    await eventually(() => page.evaluate((it) => document.documentElement.lang === it, language), `the page is in ${language}`);
  };

  step('knows several forms', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await publish(ana, 'Quotas', { fields: [field('number', 'Limit')] });
    maria = new Portal(world(), await world().person('Maria'));
    page = maria.page;
    await maria.enter(MARIA.email);
    // The longest times there are.
    await page.addInitScript(() => {
      const { format } = Intl.RelativeTimeFormat.prototype;
      Intl.RelativeTimeFormat.prototype.format = function say() { return format.call(this, -22, 'minute'); };
    });
  });

  for (const language of ['en', 'de', 'fr', 'es', 'pt', 'ja', 'ar']) {
    step(`shows all words of the list in ${language}`, async () => {
      await speak(language);
      await page.goto(`${world().portal}/`);
      await page.locator('.row-time').first().waitFor();
      await page.locator('select[name=form]').waitFor({ state: 'attached' });
      for (const width of [1280, 1024, 768, 360]) {
        await page.setViewportSize({ width, height: 800 });
        const toggle = page.locator('.filters-toggle');
        if (await toggle.isVisible() && (await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
        assert.deepEqual(await page.evaluate(cut), [], `${language} at ${width}`);
        assert.deepEqual(await page.evaluate(tooWide), [], `${language} at ${width}`);
      }
      const start = (element) => element.evaluate((it) => {
        const { left, right } = it.getBoundingClientRect();
        return document.documentElement.dir === 'rtl' ? innerWidth - right : left;
      });
      const buttons = await page.locator('.list-head > .button, .list-head .menu-button, .list-head button').evaluateAll((all) => all.filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect().top));
      assert.equal(new Set(buttons.map(Math.round)).size, 1, `${language}: the buttons beside each other: ${buttons}`);
      assert.equal(Math.round(await start(page.locator('.top-brand'))), 16, 'all begins at one edge');
      await page.setViewportSize(DESKTOP);
    });
  }

  step('keeps very long words within the window', async () => {
    await speak('en');
    const long = 'Donaudampfschifffahrtsgesellschaft'.repeat(3).slice(0, 100);
    const ana = new Console(world(), await world().person('Ana again'));
    await ana.enter(ANA.email);
    await publish(ana, long, { fields: [field('short_text', long)] });
    for (const path of [`/?q=${long}`, `/?q=${long}${long}&tab=all`, '/new', '/']) {
      await page.goto(world().portal + path);
      await page.getByRole('main').getByText(/Donau|Tickets/).first().waitFor();
      for (const width of [1280, 360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        assert.deepEqual(await page.evaluate(tooWide), [], `${path.slice(0, 8)} at ${width}`);
      }
      await page.setViewportSize(DESKTOP);
    }
    await page.goto(`${world().portal}/new`);
    await audit(page, 'portal form picker with long words');
    await page.getByRole('main').getByRole('link', { name: long }).click();
    await maria.fileButton.waitFor();
    for (const width of [1280, 360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      assert.deepEqual(await page.evaluate(tooWide), [], `the form at ${width}`);
    }
    await page.setViewportSize(DESKTOP);
  });

  step('says how long a search may be, and what in an address is no filter', async () => {
    await page.goto(`${world().portal}/`);
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.insertText('x'.repeat(250));
    await page.getByText('A search takes 200 characters at most').waitFor();
    assert.equal((await search.inputValue()).length, 200);
    await maria.heading(/Tickets/).waitFor();
    assert.equal(await page.getByText('There is a problem').count(), 0);
    await page.goto(`${world().portal}/?requester=bogus`);
    await maria.rows().first().waitFor();
    await page.getByText('says no filter that we know').waitFor();
    await audit(page, 'portal list with an address that says no filter');
    await page.goto(`${world().portal}/?q=${'y'.repeat(300)}`);
    await page.getByRole('heading', { name: 'No ticket fits these filters' }).waitFor();
  });

  step('looks well in other languages, too', async () => {
    for (const language of ['de', 'ar']) {
      await speak(language);
      await page.goto(`${world().portal}/?priority=high`);
      await page.getByRole('searchbox').waitFor();
      await audit(page, `portal list of filters in ${language}`);
    }
  });
});
