// The portal in the language of whoever reads it. In Arabic, because there everything shows: what was never translated is written in another
// script, and what is not laid out for both directions stands at the wrong side.

import assert from 'node:assert/strict';
import { audit, findings } from '../support/audit.js';
import { MARIA } from '../support/demo.js';
import { eventually } from '../support/programs.js';
import { codeIn } from '../support/sign-in.js';
import { story } from '../support/story.js';
import { said } from '../support/texts.js';
import { DESKTOP, PHONE } from '../support/world.js';

const ar = (id, area = 'portal') => said('ar', area, id);

/** What is written in Latin letters everywhere: names of products and formats, keys of the keyboard, examples of addresses. */
const EVERYWHERE = /Google|Microsoft|Slack|OpenID Connect|Markdown|CSV|Excel|JSON|Portico|Chrome|Chromium|Linux|Ctrl|Enter|UTC|name@company\.com|https:\/\/company\.com\/page|Europe\/Berlin|[A-Z]+-\d+/g;

/** Runs in the page: every text, and every name that is read aloud, that holds a Latin letter and is not somebody's own. */
function latin(theirs) {
  const found = new Set();
  const look = (text, where) => {
    let rest = text;
    for (const own of theirs) rest = rest.replaceAll(own, '');
    if (/\p{Script=Latin}/u.test(rest)) found.add(`${where}: ${text.trim()}`);
  };
  // Languages are written in their own, zones as they are called everywhere; a picture shows the letters of a name.
  const skipped = '.avatar, script, style, noscript, [lang]:not(html), kbd, code, datalist, select[name=time_zone], textarea';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest(skipped) || !parent.checkVisibility({ visibilityProperty: true })) continue;
    look(node.data, parent.tagName.toLowerCase());
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
    if (element.closest(skipped) && element.tagName !== 'TEXTAREA') continue;
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) look(element.getAttribute(name) ?? '', name);
  }
  look(document.title, 'the title');
  return [...found];
}

/** Runs in the page: our words that are cut with dots, and buttons that do not hold theirs. Names that people gave may be cut. */
function cut(theirs) {
  const found = [];
  for (const element of document.querySelectorAll(':is(button, .button, [role=menuitem], label, legend, h1, h2, h3, nav a), :is(button, .button, [role=menuitem]) *')) {
    const words = element.textContent.trim();
    const { overflowX } = getComputedStyle(element);
    if (!words || element.clientWidth < 2 || element.scrollWidth <= element.clientWidth + 1 || /auto|scroll/.test(overflowX)) continue;
    if (!element.checkVisibility({ visibilityProperty: true }) || theirs.some((own) => words.includes(own))) continue;
    found.push(`${element.localName} "${words}"`);
  }
  return found;
}

story('The portal speaks Arabic', 'languages', (step, world) => {
  let maria;
  let page;
  /** Whatever the server told that is somebody's: names, titles, messages, forms. */
  const theirs = new Set();

  const gather = (value) => {
    if (typeof value === 'string') theirs.add(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(gather);
  };

  const remember = async (response) => {
    const kind = response.headers()['content-type'] ?? '';
    if (kind.startsWith('application/json')) gather(await response.json().catch(() => null));
  };

  /** Looks at the page in every size and theme. */
  const look = async (name) => {
    assert.equal(await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`), 'ar rtl');
    const own = [...theirs].flatMap((text) => [text, ...text.split(/\s+/)]).filter((text) => /\p{Script=Latin}/u.test(text));
    const longest = own.sort((a, b) => b.length - a.length);
    const left = (await page.evaluate(latin, longest)).filter((it) => /\p{Script=Latin}/u.test(it.replace(/^[\w -]+: /, '').replaceAll(EVERYWHERE, '')));
    findings.push(...left.map((it) => `${name} is not translated: ${it}`));
    await fits(`arabic ${name}`);
  };

  /** Looks at the page in every size and theme, and whether on a phone all words are there. */
  const fits = async (name) => {
    await audit(page, name);
    const before = page.viewportSize();
    await page.setViewportSize(PHONE);
    const names = [...theirs].filter((it) => it.length > 2);
    findings.push(...(await page.evaluate(cut, names)).map((it) => `${name} on a phone: cut is ${it}`));
    await page.setViewportSize(before);
  };

  const button = (id, area) => page.getByRole('button', { name: ar(id, area), exact: true });
  const link = (id, area) => page.getByRole('link', { name: ar(id, area), exact: true });
  const heading = (id, area) => page.getByRole('heading', { name: ar(id, area), exact: true });

  step('greets a stranger in the language that the browser asks for', async () => {
    maria = await world().person('Maria', { locale: 'ar-EG' });
    page = maria.page;
    page.on('response', remember);
    gather(['Maria', 'Rossi', MARIA.email, 'The printer hums', 'It hums since this morning.', 'Still humming.']);
    await page.goto(`${world().portal}/`);
    await page.getByRole('textbox', { name: ar('e-mail', 'ui') }).waitFor();
    await look('door');
    await page.getByRole('textbox', { name: ar('e-mail', 'ui') }).fill('nobody');
    await button('send-me-a-link', 'ui').click();
    await page.locator('input[aria-invalid=true]').waitFor();
    await look('door with an error');
  });

  step('lets her in by the code of the mail', async () => {
    const seen = (await world().sandbox.signInMailsTo(MARIA.email)).length;
    await page.getByRole('textbox', { name: ar('e-mail', 'ui') }).fill(MARIA.email);
    await button('send-me-a-link', 'ui').click();
    await heading('check-your-inbox', 'ui').waitFor();
    await look('inbox');
    const { text } = await world().sandbox.nextSignInMailTo(MARIA.email, seen);
    await page.getByRole('textbox', { name: ar('code-label', 'ui'), exact: true }).fill(codeIn(text));
    await page.getByRole('heading', { level: 1, name: ar('tickets') }).waitFor();
    await page.getByRole('searchbox').waitFor();
    await look('list');
  });

  step('opens its menus and dialogs', async () => {
    await page.getByRole('button', { name: ar('export') }).click();
    await page.getByRole('menu').filter({ visible: true }).waitFor();
    await look('export');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: ar('views') }).click();
    await look('views');
    await page.getByRole('menuitem', { name: ar('keep-view') }).click();
    await page.getByRole('dialog').waitFor();
    await look('view');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: ar('your-account', 'ui') }).click();
    await look('account');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('nothing is called this');
    gather('nothing is called this');
    await heading('nothing-fits').waitFor();
    await look('nothing found');
  });

  step('takes a ticket, and says what is wrong with one', async () => {
    await page.goto(`${world().portal}/new`);
    const forms = page.getByRole('main').getByRole('listitem').getByRole('link');
    await forms.or(button('file-ticket')).first().waitFor();
    await look('forms');
    if (await forms.count()) await forms.first().click();
    await button('file-ticket').waitFor();
    await look('form');
    await button('file-ticket').click();
    await heading('error-summary', 'ui').waitFor();
    await look('form with errors');
    await page.getByRole('textbox', { name: ar('title') }).fill('The printer hums');
    await page.getByRole('textbox', { name: ar('description') }).first().fill('It hums since this morning.');
    for (const choice of await page.getByRole('main').getByRole('combobox').all()) {
      if ((await choice.inputValue()) === '') await choice.selectOption({ index: 1 });
    }
    await button('file-ticket').click();
    await page.getByRole('heading', { level: 1, name: 'The printer hums' }).waitFor();
  });

  step('shows the conversation and takes a reply', async () => {
    await page.getByRole('textbox', { name: ar('your-reply') }).fill('Still humming.');
    await button('reply').click();
    await page.getByRole('article').filter({ hasText: 'Still humming.' }).waitFor();
    await button('mark-solved').click();
    await button('reopen').waitFor();
    await look('ticket');
  });

  step('shows sessions, preferences and colleagues', async () => {
    await page.goto(`${world().portal}/sessions`);
    await page.getByRole('combobox', { name: ar('time-zone') }).waitFor();
    await look('sessions');
    await page.goto(`${world().portal}/nowhere`);
    await heading('not-found').waitFor();
    await look('not found');
  });

  step('changes to another language, and stays with it', async () => {
    await page.getByRole('button', { name: ar('your-account', 'ui') }).click();
    await page.getByRole('menuitem', { name: ar('language', 'ui') }).click();
    await page.getByRole('dialog').waitFor();
    await look('languages');
    await page.getByRole('button', { name: 'Deutsch', exact: true }).click();
    await eventually(() => page.evaluate(() => document.documentElement.lang === 'de'), 'the page is German');
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'ltr');
    await page.reload();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  });

  step('has it with her in another browser', async () => {
    const other = await world().person('Maria elsewhere');
    await other.page.goto(`${world().portal}/`);
    assert.equal(await other.page.evaluate(() => document.documentElement.lang), 'en');
    const seen = (await world().sandbox.signInMailsTo(MARIA.email)).length;
    await other.page.getByRole('textbox', { name: 'E-mail' }).fill(MARIA.email);
    await other.page.getByRole('button', { name: 'Send me a link' }).click();
    const { text } = await world().sandbox.nextSignInMailTo(MARIA.email, seen);
    await other.page.getByRole('textbox', { name: 'Code', exact: true }).fill(codeIn(text));
    await other.page.getByRole('heading', { level: 1, name: said('de', 'portal', 'tickets') }).waitFor();
    await eventually(() => other.page.evaluate(() => document.documentElement.lang === 'de'), 'the page follows her');
  });

  step('has room on a phone for the longer words of others', async () => {
    for (const [name, language] of [['french', 'fr'], ['german', 'de']]) {
      const words = (id, area = 'portal') => said(language, area, id);
      const press = async (id, area) => page.getByRole('button', { name: words(id, area), exact: true }).click();
      await page.goto(`${world().portal}/sessions`);
      await page.locator('select[name=language]').selectOption(language);
      await page.locator('form', { has: page.locator('select[name=language]') }).locator('button[type=submit]').click();
      await eventually(() => page.evaluate((it) => document.documentElement.lang === it, language), `the page is ${name}`);
      await page.getByRole('combobox', { name: words('time-zone') }).waitFor();
      await fits(`${name} preferences`);
      await page.goto(`${world().portal}/`);
      await page.getByRole('searchbox').waitFor();
      await fits(`${name} list`);
      await page.setViewportSize(PHONE);
      const lines = await Promise.all(['views', 'export'].map(async (id) => (await page.getByRole('button', { name: words(id), exact: true }).boundingBox()).y));
      assert.equal(lines[0], lines[1], `${name} buttons beside each other`);
      await page.setViewportSize(DESKTOP);
      await press('views');
      await fits(`${name} views`);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: /The printer hums/ }).or(page.getByRole('main').getByRole('listitem').getByRole('link')).first().click();
      await page.getByRole('textbox', { name: words('your-reply') }).waitFor();
      await fits(`${name} ticket`);
      await page.goto(`${world().portal}/new`);
      await page.getByRole('main').getByRole('listitem').getByRole('link').first().click();
      await press('file-ticket');
      await page.getByRole('heading', { name: words('error-summary', 'ui') }).waitFor();
      await fits(`${name} form with errors`);
    }
  });

  step('asks the browser again when she says so', async () => {
    const { status } = await page.evaluate(async () => {
      const res = await fetch('/', { headers: { accept: 'text/html' } });
      return { status: res.status };
    });
    assert.equal(status, 200);
    await page.goto(`${world().portal}/sessions`);
    await page.getByRole('combobox', { name: said('de', 'ui', 'language') }).selectOption('browser');
    await page.getByRole('button', { name: said('de', 'portal', 'save'), exact: true }).click();
    await eventually(() => page.evaluate(() => document.documentElement.lang === 'ar'), 'the page is as the browser asks');
  });

  step('writes all numbers as the region does', async () => {
    const de = (id, area = 'portal') => said('de', area, id);
    const swiss = await world().person('Maria in Basel', { locale: 'de-CH' });
    await swiss.page.route('**/api/v1/portal/tickets/counts*', (route) => route.fulfill({ json: { open: 12345, waiting: 0, solved: 0, all: 12345 } }));
    await swiss.page.goto(`${world().portal}/`);
    const seen = (await world().sandbox.signInMailsTo(MARIA.email)).length;
    await swiss.page.getByRole('textbox', { name: de('e-mail', 'ui') }).fill(MARIA.email);
    await swiss.page.getByRole('button', { name: de('send-me-a-link', 'ui'), exact: true }).click();
    const { text } = await world().sandbox.nextSignInMailTo(MARIA.email, seen);
    await swiss.page.getByRole('textbox', { name: de('code-label', 'ui'), exact: true }).fill(codeIn(text));
    const shown = await swiss.page.evaluate(() => (12345).toLocaleString('de-CH'));
    assert.notEqual(shown, await swiss.page.evaluate(() => (12345).toLocaleString('de')), 'the region makes a difference');
    await swiss.page.getByRole('link', { name: shown }).first().waitFor();
    await swiss.page.getByRole('button', { name: de('export') }).click();
    await swiss.page.getByText(`${shown} Tickets, wie gefiltert`).waitFor();
  });
});
