import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Authority } from '../lib/Authority';
import { DeviceControl } from '../bench/lib/DeviceControl';
import { expect, openPage, screenshot, test } from '../e2e/portal';
import { DEVICES, NAMES, PROFILES, deviceNames } from './farm';

/** Refuses in the second wave. */
const REFUSING = deviceNames[DEVICES - 1];

test('a wildcard goes to 300 bindings on 20 devices, one of which refuses', async ({
  page,
}) => {
  const control = new DeviceControl(managementOf(REFUSING));
  await control.addFault({
    kind: 'http-error',
    status: 400,
    method: 'PATCH',
    path: '/mgmt/tm/transaction/',
  });
  const { pem } = await new Authority().issue(NAMES);

  await openPage(page, 'Inventory');
  await page.getByRole('link', { name: NAMES[1] }).first().click();
  await page
    .getByRole('link', { name: 'Deploy a new version' })
    .first()
    .click();
  await page.getByText('PEM text or files').click();
  await page.getByLabel('Certificate, chain and key').fill(pem);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('button', { name: 'Keep it sealed and go on' }).click();

  // The first wave is one canary unless somebody says otherwise.
  const waves = page.getByRole('textbox', { name: 'Waves after it' });
  await waves.fill('2');
  await waves.blur();
  await screenshot(page, 'rehearsal-targets');
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await expect(page.getByText('handshakes prove it').first()).toBeVisible({
    timeout: 120_000,
  });
  await screenshot(page, 'rehearsal-plan');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Start the deployment' }).click();
  await expect(page).toHaveURL(/\/certificates\/deployments\/[0-9a-f-]+$/);
  await screenshot(page, 'rehearsal-running');

  await expect(
    page.getByText('The new version is served in some places only'),
  ).toBeVisible({ timeout: 300_000 });
  await screenshot(page, 'rehearsal-partial');

  await control.clearFaults();
  await page.getByRole('button', { name: 'Retry' }).first().click();
  await expect(
    page.getByText('The new version is served everywhere'),
  ).toBeVisible({ timeout: 120_000 });
  await expect(
    page.getByText(`${DEVICES * PROFILES}`, { exact: false }).first(),
  ).toBeVisible();
  await screenshot(page, 'rehearsal-succeeded');
  await control.close();
});

/** Where the simulator has put a device. */
function managementOf(name: string): { host: string; port: number } {
  const file = process.env.REHEARSAL_FARM_CONFIG;
  if (!file) {
    throw new Error('Start the rehearsal with: yarn rehearse');
  }
  const { certificates } = parse(readFileSync(file, 'utf8')) as {
    certificates: {
      f5: { devices: { name: string; host: string; port: number }[] };
    };
  };
  const device = certificates.f5.devices.find(each => each.name === name);
  if (!device) {
    throw new Error(`The farm has no device '${name}'`);
  }
  return device;
}
