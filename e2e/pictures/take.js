// Takes the README's pictures, from the demo: `node pictures/take.js`.

import { join } from 'node:path';
import { ANA, BEN, MARIA, TRIAGE } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { content } from '../support/sandbox.js';
import { SlackPage } from '../support/slack.js';
import { World } from '../support/world.js';

const SIZE = { viewport: { width: 1180, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const TITLE = 'Access for our new plant in Lyon';
const ANSWER = `Hello Maria, that works well. Please send us:

• the *names and addresses* of the 25 colleagues
• which groups they belong to

The time zone is set per plant: I have prepared \`Europe/Paris\`.`;

const world = await World.begin('pictures');
try {
  const maria = new Portal(world, await world.person('Maria', SIZE));
  await maria.enter(MARIA.email);
  await maria.openTicket(TITLE);
  const key = await maria.keyOnPage();
  const card = await eventually(() => world.sandbox.card(TRIAGE.id, key), 'the card', 20_000);
  await maria.openList(); // So that the answer is news.
  await world.sandbox.say(ANA.slack, TRIAGE.id, ANSWER, card.ts);
  await eventually(async () => {
    const thread = await world.sandbox.thread(TRIAGE.id, card.ts);
    return thread.some(({ reactions }) => reactions?.length) && thread.some((message) => content(message).includes('In progress'));
  }, 'the answer is taken', 10_000);
  await world.sandbox.say(BEN.slack, TRIAGE.id, '// Their contract covers 50 more seats.', card.ts);
  await maria.openTicket(TITLE);
  await maria.message('that works well').waitFor();
  await maria.page.screenshot({ path: join(import.meta.dirname, 'portal.png') });

  await maria.openList();
  await maria.rows().first().waitFor();
  await maria.page.getByRole('combobox', { name: 'Form' }).waitFor(); // Of all filters it comes last.
  await maria.page.screenshot({ path: join(import.meta.dirname, 'list.png') });

  const phone = new Portal(world, await world.person('Maria on her phone', PHONE));
  await phone.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await phone.enter(MARIA.email);
  await phone.rows().first().waitFor();
  await phone.page.getByRole('searchbox').waitFor(); // What stands around the list comes later.
  await phone.page.screenshot({ path: join(import.meta.dirname, 'phone.png') });
  await phone.page.context().addCookies([{ name: 'portico_language', value: 'ar', url: world.portal }]);
  await phone.open(`/tickets/${key}`);
  await phone.message('that works well').waitFor();
  await phone.page.screenshot({ path: join(import.meta.dirname, 'arabic.png') });

  const slack = new SlackPage(world, await world.person('Ana in Slack', SIZE));
  await slack.open();
  await slack.become(ANA.name);
  await slack.openChannel(TRIAGE.name);
  await slack.openThread(key);
  await slack.thread.getByText('50 more seats').waitFor();
  await slack.page.mouse.move(0, 0);
  await slack.page.screenshot({ path: join(import.meta.dirname, 'slack.png') });
} finally {
  await world.end();
}
