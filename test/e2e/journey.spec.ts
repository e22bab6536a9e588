import { demoEstate, expect, openPage, screenshot, test } from './portal';

/** Protects a service of the storefront team and is about to end. */
const CERTIFICATE = 'api.meridian.example';
const SERVICE = 'Shop backend';
/** Small, so that it is scanned quickly. */
const DEVICE = 'dub-stores-1';
/**
 * Reports fingerprints: a second scan learns nothing from what other devices
 * have shown meanwhile.
 */
const SCANNED = 'ber-corp-1';

/** `73:CD:06:…`, as people compare fingerprints. */
function spelled(fingerprint: string): string {
  return fingerprint.toUpperCase().match(/../g)!.join(':');
}

test('a platform engineer narrows the inventory and shares the view', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  const expired = certificates.filter(({ state }) => state === 'expired');
  const onDevice = expired.filter(({ installations }) =>
    installations.some(({ device }) => device === DEVICE),
  );
  expect(onDevice.length).toBeGreaterThan(1);
  expect(onDevice.length).toBeLessThan(expired.length);
  const total = (count: number) =>
    page.getByText(`${count} certificates`, { exact: true });
  const filter = page.getByRole('checkbox', {
    name: new RegExp(`^${DEVICE} `),
  });

  await openPage(page, 'Dashboard');
  await page.getByRole('link', { name: /^Expired: / }).click();
  await expect(page).toHaveURL(/\/certificates\/inventory\?.*state=expired/);
  await expect(total(expired.length)).toBeVisible();

  // The box itself is drawn by the label; the input behind it cannot be seen.
  await page.locator('label', { has: filter }).click();
  await expect(page).toHaveURL(new RegExp(`device=${DEVICE}`));
  await expect(total(onDevice.length)).toBeVisible();
  await screenshot(page, 'inventory');

  // Whoever gets the address sees the same.
  await page.reload();
  await expect(total(onDevice.length)).toBeVisible({ timeout: 120_000 });
  await expect(filter).toBeChecked();
});

test('somebody who knows a name learns where the certificate is used and whose service it protects', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  const certificate = certificates.find(({ names }) =>
    names.includes(CERTIFICATE),
  )!;

  await openPage(page, 'Inventory');
  await page
    .getByRole('searchbox', { name: 'Search certificates' })
    .fill(CERTIFICATE);
  await expect(page).toHaveURL(/q=api/);
  await page.getByRole('link', { name: CERTIFICATE, exact: true }).click();
  await expect(page).toHaveURL(/\/certificates\/inventory\/[^?]+$/);

  await expect(
    page.getByText(spelled(certificate.versions[0].fingerprint)),
  ).toBeVisible();
  expect(certificate.uses.length).toBeGreaterThan(0);
  for (const { device, profile, virtualServer } of certificate.uses) {
    const uses = page.getByRole('table', {
      name: new RegExp(`^Where .* on ${device} is used$`),
    });
    await expect(uses).toContainText(profile);
    await expect(uses).toContainText(virtualServer);
    await expect(uses).toContainText('This certificate');
  }
  await screenshot(page, 'certificate');

  await page.getByRole('link', { name: SERVICE, exact: true }).click();
  await expect(page).toHaveURL(/\/catalog\/default\/component\/shop-backend/);
  await expect(
    page.getByRole('status').filter({ hasText: `${CERTIFICATE} ends in` }),
  ).toBeVisible();
  await expect(
    page
      .getByRole('list', { name: 'Next to end' })
      .getByRole('link', { name: CERTIFICATE, exact: true }),
  ).toBeVisible();
  await screenshot(page, 'component-card');

  await page
    .getByRole('link', { name: 'Certificates', exact: true })
    .and(page.locator('[href$="/shop-backend/certificates"]'))
    .click();
  await expect(page).toHaveURL(/\/shop-backend\/certificates/);
  await expect(
    page.getByRole('link', { name: CERTIFICATE, exact: true }).first(),
  ).toBeVisible();
  await screenshot(page, 'component-tab');
});

test('a platform engineer scans a device and watches it', async ({ page }) => {
  const { devices } = await demoEstate();
  const { version } = devices.find(({ name }) => name === SCANNED)!;

  await openPage(page, 'Devices');
  for (const { name } of devices) {
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  }
  await screenshot(page, 'devices');
  await page.getByRole('link', { name: SCANNED, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/certificates/devices/${SCANNED}`));
  await expect(page.getByText(version).first()).toBeVisible();

  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(
    page.getByRole('progressbar', { name: `Scan of ${SCANNED}` }),
  ).toBeVisible();
  await expect(page.getByText('Scan finished: nothing changed')).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByRole('button', { name: 'Scan now' })).toBeEnabled();
  await screenshot(page, 'device');

  await page
    .locator(`a[href^="/catalog/default/resource/${SCANNED}"]`)
    .first()
    .click();
  await expect(page).toHaveURL(
    new RegExp(`/catalog/default/resource/${SCANNED}`),
  );
  await screenshot(page, 'device-entity');
});
