// An admin sets Slack up on the console: channels by name, customers' channels, a test message, and what went wrong.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { ANA } from '../support/demo.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

story('An admin sets Slack up', 'slack-settings', (step, world) => {
  let ana;
  let page;

  step('sees what works', async () => {
    ana = new Console(world(), await world().person('Ana'));
    await ana.enter(ANA.email);
    await ana.openSettings('Slack');
    page = ana.page;
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Who can answer from Slack' }).waitFor();
    await page.getByText('Nothing was given up.').waitFor();
    await audit(page, 'console slack');
  });

  step('chooses a triage channel by its name', async () => {
    const portal = page.getByRole('combobox', { name: 'Portal' });
    await eventually(async () => {
      await page.getByRole('button', { name: 'Look for new channels' }).click();
      await page.waitForTimeout(3_500); // The page asks again after three seconds.
      const options = await portal.getByRole('option').allTextContents();
      return options.some((it) => it.startsWith('#triage-priority')) && options;
    }, 'the workspace\'s channels are there', 30_000);
    const options = await portal.getByRole('option').allTextContents();
    assert.ok(options.includes('#general (invite @Portico)'), options.join());
    assert.ok(!options.some((it) => it.includes('ext-globex')), 'one that a customer reads is not offered');
    await portal.selectOption({ label: '#triage-priority' });
    await page.getByText('New tickets go there from now on').first().waitFor();
    await page.reload();
    await portal.getByRole('option', { name: '#triage-priority' }).waitFor({ state: 'attached' });
    assert.equal(await portal.evaluate((it) => it.selectedOptions[0].textContent), '#triage-priority');
    await portal.selectOption({ label: '#support-triage' });
  });

  step('sets a customer\'s channel, and not one that is taken', async () => {
    await page.getByRole('button', { name: "Set a customer's channel" }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Customer', exact: true }).selectOption({ label: 'Umbrella Foods' });
    await dialog.getByRole('combobox', { name: 'Customer channel' }).selectOption({ label: '#ext-initech' });
    await audit(page, 'console slack customer');
    await dialog.getByRole('button', { name: 'Save channels' }).click();
    await dialog.getByText('Another customer has this Slack channel.').first().waitFor();
    await dialog.getByRole('combobox', { name: 'Customer channel' }).selectOption({ label: '#general (invite @Portico)' });
    await dialog.getByRole('button', { name: 'Save channels' }).click();
    await page.getByRole('listitem', { name: 'Umbrella Foods' }).getByText('#general').waitFor();
  });

  step('reads what is wrong with a channel, and what mends it', async () => {
    const general = page.getByRole('listitem', { name: '#general' });
    await eventually(async () => {
      await page.reload();
      await general.waitFor({ timeout: 3_000 });
      return general.getByText(/Invite the bot to the channel/).isVisible();
    }, 'the channel is in trouble', 20_000);
    await audit(page, 'console slack trouble');
  });

  step('has a test message posted', async () => {
    const triage = page.getByRole('listitem', { name: '#support-triage' });
    await triage.getByRole('button', { name: /Send a test message/ }).click();
    await page.getByText('On its way: look into the channel').first().waitFor();
    await eventually(async () => {
      const said = await world().sandbox.messages('C0TRIAGE');
      return said.some((it) => it.text.startsWith('This is a test: Portico can write here.'));
    }, 'the test message is in the channel', 15_000);
  });
});
