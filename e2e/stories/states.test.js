// Every page while it loads and when it cannot: it says where one is and what to do, and shuts nobody out.

import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

/** Who is in, and what stands around every page, is known before a page is. */
const AROUND = /\/(sign-in|sessions\/refresh|info|me|account|agents|collections|events|live)(\/|$)/;

story('A page that loads or fails is a page', 'states', (step, world) => {
  /** What becomes of what a page asks for: it is never answered, or it fails. */
  let fate;

  const spoil = async (page) => {
    // Of the whole browser: the portal's worker asks, too.
    await page.context().route('**/api/v1/**', (route) => {
      const { pathname } = new URL(route.request().url());
      if (!fate || route.request().method() !== 'GET' || AROUND.test(pathname)) return route.fallback();
      if (fate === 'waits') return undefined;
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/unavailable', title: 'Not available', status: 503 }) });
    });
  };

  const look = async ({ page }, address, name) => {
    fate = 'waits';
    await page.goto(address);
    await page.getByRole('status').filter({ hasText: 'Loading' }).first().waitFor();
    await audit(page, `${name} loading`);
    fate = 'fails';
    await page.reload();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.first().waitFor();
    await audit(page, `${name} failed`);
    fate = undefined;
    // Each part of a page tries by itself.
    for (let left = await again.count(); left > 0; left -= 1) {
      await again.last().click();
      await eventually(async () => (await again.count()) < left, 'what failed is there');
    }
  };

  step('of a contact', async () => {
    const maria = new Portal(world(), await world().person('Maria'));
    await maria.enter(MARIA.email);
    await maria.rows().first().waitFor();
    const [key] = await maria.keys();
    await maria.newTicket();
    await maria.chooseForm('Report a problem');
    const form = maria.page.url();
    await spoil(maria.page);
    await look(maria, `${world().portal}/`, 'portal list');
    await look(maria, `${world().portal}/tickets/${key}`, 'portal ticket');
    await look(maria, `${world().portal}/new`, 'portal picker');
    await look(maria, form, 'portal form');
    await look(maria, `${world().portal}/colleagues`, 'portal colleagues');
  });

  step('of an agent', async () => {
    const ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    const { items: [{ key }] } = await ana.ask('GET', '/tickets');
    await spoil(ana.page);
    await look(ana, `${world().console}/tickets/${key}`, 'console ticket');
    for (const topic of ['customers', 'forms', 'team', 'api-keys', 'audit-log', 'slack', 'sign-in']) {
      await look(ana, `${world().console}/settings/${topic}`, `console ${topic}`);
    }
  });
});

story('A server comes back', 'comes-back', (step, world) => {
  step('and the list and the form come with it, by themselves', async () => {
    const maria = new Portal(world(), await world().person('Maria'));
    const { page } = maria;
    await maria.enter(MARIA.email);
    await maria.rows().first().waitFor();
    await maria.newTicket();
    await page.getByRole('main').getByRole('link', { name: 'Report a problem' }).waitFor();
    await maria.openList();
    const offline = page.getByRole('heading', { name: 'You seem to be offline' });
    await world().killPortico();
    await maria.openTab('All');
    await offline.waitFor();
    await world().startPortico();
    await page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await maria.rows().first().waitFor();
    await world().killPortico();
    await maria.newTicket();
    await offline.waitFor();
    await world().startPortico();
    await page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await page.getByRole('main').getByRole('link', { name: 'Report a problem' }).waitFor();
  });

  step('and a clock that is slow puts nothing into the future', async () => {
    const maria = new Portal(world(), await world().person('Maria, three days ago'));
    await maria.enter(MARIA.email);
    await maria.rows().first().click();
    await maria.composer.waitFor();
    const path = new URL(maria.page.url()).pathname;
    await maria.page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 3 * 86_400_000;
    });
    await maria.open(path);
    await maria.reply('Just now');
    await maria.message('Just now').getByText('now', { exact: true }).waitFor();
    if ((await maria.page.getByText(/^in \d+ days$/).count()) > 0) throw new Error('it says the future');
  });
});
