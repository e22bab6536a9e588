import { demoEstate, expect, screenshot, test } from './portal';

/** Owned by the storefront team and about to end. */
const CERTIFICATE = 'api.meridian.example';
const COMPONENT = 'shop-backend';
const DEVICE = 'ber-corp-1';

test('a platform engineer narrows the inventory and shares the view', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  const expired = certificates.filter(c => c.state === 'expired').length;

  await page.goto('/certificates/dashboard');
  await page
    .getByRole('link', { name: /^Expired: / })
    .first()
    .click();
  await expect(page).toHaveURL(/\/certificates\/inventory\?.*state=expired/);
  await expect(
    page.getByText(`${expired} certificates`, { exact: true }),
  ).toBeVisible();

  // Another device narrows it further; the address carries both.
  await page.getByRole('checkbox', { name: /^dub-stores-1/ }).check();
  await expect(page).toHaveURL(/device=dub-stores-1/);
  const narrowed = certificates.filter(
    c =>
      c.state === 'expired' &&
      c.installations.some(i => i.device === 'dub-stores-1'),
  ).length;
  const total = page.getByText(
    `${narrowed} certificate${narrowed === 1 ? '' : 's'}`,
    { exact: true },
  );
  await expect(total).toBeVisible();
  await screenshot(page, 'inventory');

  await page.reload();
  await expect(total).toBeVisible();
  await expect(
    page.getByRole('checkbox', { name: /^dub-stores-1/ }),
  ).toBeChecked();
});

test('somebody who knows a name finds the certificate and where it is used', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  const certificate = certificates.find(c => c.names.includes(CERTIFICATE));
  expect(certificate, `${CERTIFICATE} in the farm file`).toBeDefined();

  await page.goto('/certificates/inventory');
  await page
    .getByRole('searchbox', { name: 'Search certificates' })
    .fill(CERTIFICATE);
  await page.getByRole('link', { name: CERTIFICATE, exact: true }).click();
  await expect(page).toHaveURL(/\/certificates\/inventory\/[^?]+/);
  await expect(
    page.getByRole('heading', { name: CERTIFICATE }).first(),
  ).toBeVisible();

  for (const { fingerprint } of certificate!.versions.slice(0, 1)) {
    await expect(
      page.getByText(fingerprint.slice(0, 8)).first(),
    ).toBeAttached();
  }
  for (const { device, virtualServer } of certificate!.uses) {
    await expect(page.getByText(device).first()).toBeVisible();
    await expect(page.getByText(virtualServer).first()).toBeVisible();
  }
  await screenshot(page, 'certificate');
});

test('a service owner sees the certificates of their component', async ({
  page,
}) => {
  await page.goto(`/catalog/default/component/${COMPONENT}`);
  const next = page.getByRole('list', { name: 'Next to end' });
  await expect(next.getByRole('link', { name: CERTIFICATE })).toBeVisible();
  await screenshot(page, 'component-card');

  await page.goto(`/catalog/default/component/${COMPONENT}/certificates`);
  await expect(
    page.getByRole('link', { name: CERTIFICATE, exact: true }).first(),
  ).toBeVisible();
  await screenshot(page, 'component-tab');
});

test('a platform engineer scans a device and watches it', async ({ page }) => {
  const { devices } = await demoEstate();
  const device = devices.find(({ name }) => name === DEVICE);

  await page.goto('/certificates/devices');
  for (const { name } of devices) {
    await expect(
      page.getByRole('link', { name, exact: true }).first(),
    ).toBeVisible();
  }
  await screenshot(page, 'devices');
  await page.getByRole('link', { name: DEVICE, exact: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`/certificates/devices/${DEVICE}`));
  await expect(page.getByText(device!.version).first()).toBeVisible();

  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(
    page.getByRole('progressbar', { name: `Scan of ${DEVICE}` }),
  ).toBeVisible();
  await expect(page.getByText('Scan finished: nothing changed')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('button', { name: 'Scan now' })).toBeEnabled();
  await screenshot(page, 'device');
});

test('certificates and devices are in the catalog', async ({ page }) => {
  await page.goto(`/catalog/default/resource/${DEVICE}`);
  await expect(
    page.getByRole('heading', { name: DEVICE }).first(),
  ).toBeVisible();
  await screenshot(page, 'device-entity');
});
