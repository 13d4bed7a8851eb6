// What an admin decides about the portal, and what customers see of it.

import assert from 'node:assert/strict';
import { audit } from '../support/audit.js';
import { Console } from '../support/console.js';
import { BEN, MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually } from '../support/programs.js';
import { story } from '../support/story.js';

/** The smallest PNG there is: one pixel. */
const LOGO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Every process may trust what it knows of an account for two seconds; opening the page takes its time, too. */
const SOON = 15_000;

story('An admin sets the portal up', 'setup', (step, world) => {
  let ben;
  let maria;

  step('changes name, accent colour and logo', async () => {
    ben = new Console(world(), await world().person('Ben'));
    await ben.enter(BEN.email);
    await ben.openPortalSetup();
    await audit(ben.page, 'console portal setup');
    await ben.page.getByRole('textbox', { name: 'Portal name' }).fill('Acme Care');
    await ben.page.getByRole('textbox', { name: 'Accent colour' }).fill('#0b6e4f');
    await ben.page.getByLabel('Logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: LOGO });
    await ben.save();

    maria = new Portal(world(), await world().person('Maria'));
    await eventually(async () => {
      await maria.open();
      return await maria.isNamed('Acme Care');
    }, 'the portal bears its new name', SOON);
    await eventually(() => maria.showsLogo(), 'the logo beside the name');
    await maria.signIn.byCode(MARIA.email);
    await maria.list.waitFor();
    // Dark enough to be read on white, so it is shown as it was chosen.
    const accent = () => getComputedStyle(document.documentElement).getPropertyValue('--accent-on-light').trim();
    assert.equal(await maria.page.evaluate(accent), '#0b6e4f');
  });

  step('copies the link to the portal', async () => {
    await ben.page.getByRole('button', { name: 'Copy link' }).click();
    const copied = await ben.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(copied).origin, world().portal);
  });

  step('switches the portal off and on', async () => {
    await ben.switchPortal(false);
    await ben.save();
    await eventually(async () => {
      await maria.page.reload();
      return await maria.notAvailable();
    }, 'the portal is closed', SOON);
    await audit(maria.page, 'portal not available');
    await ben.switchPortal(true);
    await ben.save();
    await eventually(async () => {
      await maria.open();
      return await maria.isOpen();
    }, 'the portal is open again', SOON);
  });

  step('loses the portal with the starter plan, and gets it back with another', async () => {
    await world().operator('account', 'set', '--plan', 'starter');
    await eventually(async () => {
      await maria.open();
      return await maria.notAvailable();
    }, 'the portal is closed', SOON);
    await ben.openPortalSetup();
    await ben.page.getByText('Customers cannot reach your portal').waitFor();
    await audit(ben.page, 'console portal setup on starter');
    await world().operator('account', 'set', '--plan', 'professional');
    await eventually(async () => {
      await maria.open();
      return await maria.isOpen();
    }, 'the portal is open again', SOON);
  });
});
