import { Authority } from '../lib/Authority';
import { look } from '../lib/look';
import { expect, openPage, screenshot, test } from './portal';

/** Served by both members of the demo's cluster, and about to end. */
const CERTIFICATE = 'api.meridian.example';
const CLUSTER = 'ams-edge-failover';

test('a service owner deploys a new version, sees it proven, and takes it back', async ({
  page,
}) => {
  const version = await new Authority().issue([CERTIFICATE]);

  await openPage(page, 'Inventory');
  await page.getByRole('searchbox').fill(CERTIFICATE);
  await page
    .getByRole('link', { name: CERTIFICATE, exact: true })
    .first()
    .click();
  await page
    .getByRole('link', { name: 'Deploy a new version' })
    .or(page.getByRole('button', { name: 'Deploy a new version' }))
    .first()
    .click();

  await page.getByText('PEM text or files').click();
  await page.getByLabel('Certificate, chain and key').fill(version.pem);
  await page.getByRole('button', { name: 'Check it' }).click();
  await screenshot(page, 'deploy-material');
  await page.getByRole('button', { name: 'Keep it sealed and go on' }).click();

  await expect(page.getByText(CLUSTER).first()).toBeVisible();
  await screenshot(page, 'deploy-targets');
  await page.getByRole('button', { name: 'Make the plan' }).click();

  await expect(page.getByText('Handshakes that will prove it')).toBeVisible();
  // The address of the virtual server, as the plan shows it.
  const address = await page
    .getByText(/^127\.\d+\.\d+\.\d+:\d+$/)
    .first()
    .innerText();
  const [host, port] = address.split(':');
  const served = async () =>
    (await look({ host, port: Number(port), serverName: null }, 10_000))
      .chain[0];
  const before = await served();
  expect(before).not.toBe(version.fingerprint);
  await screenshot(page, 'deploy-plan');
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByRole('button', { name: 'Start the deployment' }).click();
  await expect(page).toHaveURL(/\/certificates\/deployments\/[0-9a-f-]+$/);
  await expect(
    page.getByText('The new version is served everywhere'),
  ).toBeVisible({ timeout: 60_000 });
  expect(await served()).toBe(version.fingerprint);
  await screenshot(page, 'deployment');

  await page.getByRole('button', { name: 'Roll back' }).click();
  await page
    .getByRole('dialog')
    .or(page.getByRole('alertdialog'))
    .getByRole('button', { name: 'Roll back' })
    .click();
  await expect(
    page.getByText('Everything is back at what it was before'),
  ).toBeVisible({ timeout: 60_000 });
  expect(await served()).toBe(before);
  await screenshot(page, 'deployment-rolled-back');
});
