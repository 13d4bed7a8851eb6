// A customer looks for what happened between two days: whole days, by their own clock, kept in the address.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { MARIA, TOM } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

story('A customer asks what happened between two days', 'days', (step, world) => {
  let maria;
  let page;
  /** Key, time and day by her clock of each ticket of hers, the newest activity first. */
  let tickets;

  const dialog = () => page.getByRole('dialog', { name: 'Updated from … to …' });
  const updated = () => page.getByRole('combobox', { name: 'Updated' });
  const day = (time, timeZone) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(time));
  const within = (from, to) => tickets.filter((it) => (!from || it.day >= from) && (!to || it.day <= to)).map(({ key }) => key);

  /** Opens the list with all tickets. Returns them as the server told. */
  const all = async (portal) => {
    // Not what the page before it asked for: that has a status.
    const asked = (url) => url.pathname.endsWith('/portal/tickets') && !url.searchParams.has('status');
    const [answer] = await Promise.all([
      portal.page.waitForResponse((it) => asked(new URL(it.url())) && it.ok()),
      portal.open('/?tab=all'),
    ]);
    await portal.rows().first().waitFor();
    return (await answer.json()).items;
  };

  const fill = async (from, to) => {
    await dialog().getByLabel('From').fill(from);
    await dialog().getByLabel('To').fill(to);
    await dialog().getByRole('button', { name: 'Show tickets' }).click();
  };

  const ask = async (from, to) => {
    await updated().selectOption({ label: 'From … to …' });
    await fill(from, to);
    await dialog().waitFor({ state: 'hidden' });
  };

  const shows = async (portal, keys, why) => {
    await eventually(async () => (await portal.keys()).join() === keys.join(), why);
  };

  step('is told what makes no range', async () => {
    maria = new Portal(world(), await world().person('Maria'));
    ({ page } = maria);
    await maria.enter(MARIA.email);
    tickets = (await all(maria)).map(({ key, activity_at: at }) => ({ key, at, day: day(at, 'Europe/Berlin') }));
    assert.ok(new Set(tickets.map((it) => it.day)).size > 2, 'the demo tells of several days');
    const before = page.url();
    await updated().selectOption({ label: 'From … to …' });
    await fill('', '');
    await dialog().getByRole('link', { name: 'Choose a day' }).waitFor();
    await audit(page, 'portal days without a day');
    await fill(tickets[0].day, tickets.at(-1).day);
    await dialog().getByRole('link', { name: 'Choose a day that is not before the first' }).waitFor();
    await audit(page, 'portal days turned around');
    assert.equal(page.url(), before, 'nothing was asked');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
  });

  step('sees what happened on both days and between, and an address to come back to', async () => {
    const days = [...new Set(tickets.map((it) => it.day))];
    const [to, from] = [days[1], days.at(-2)];
    await ask(from, to);
    await shows(maria, within(from, to), 'both days count');
    assert.ok(within(from, to).length < tickets.length, 'others are not shown');
    const { searchParams } = new URL(page.url());
    assert.deepEqual([searchParams.get('from'), searchParams.get('to'), searchParams.get('tab')], [from, to, 'all']);
    await audit(page, 'portal list between two days');
    await page.reload();
    await shows(maria, within(from, to), 'after a reload, too');
    await ask(to, to);
    await shows(maria, within(to, to), 'a day alone is one day');
    await ask('', from);
    await shows(maria, within('', from), 'until a day');
    await page.goBack();
    await shows(maria, within(to, to), 'back to what was asked before');
    await page.getByRole('button', { name: /^Remove .*Updated/ }).click();
    await shows(maria, within(), 'all of them');
  });

  step('for each reader by their own clock', async () => {
    // Whatever the hour is: what happened before noon in Berlin happened the day before in Pago Pago, the rest the day after in Kiritimati.
    const onAnotherDay = (zone) => ({ at, day: hers }) => day(at, zone) !== hers;
    const timeZoneOfTom = ['Pacific/Pago_Pago', 'Pacific/Kiritimati'].find((zone) => tickets.some(onAnotherDay(zone)));
    const tom = new Portal(world(), await world().person('Tom', { timezoneId: timeZoneOfTom }));
    await tom.enter(TOM.email);
    const his = (await all(tom)).map(({ key, activity_at: at }) => ({ key, day: day(at, timeZoneOfTom) }));
    const moved = his.find((it) => tickets.some((hers) => hers.key === it.key && hers.day !== it.day));
    assert.ok(moved, 'far away some things happened on another day');
    await tom.open(`/?tab=all&from=${moved.day}&to=${moved.day}`);
    await shows(tom, his.filter((it) => it.day === moved.day).map(({ key }) => key), 'the day as his clock has it');
  });
});
