import { Page } from '@playwright/test';
import { look } from '../lib/look';
import { expect, openPage, screenshot, test } from './portal';

/** Held back by a policy of the demo until somebody agrees. */
const HELD = 'checkout.meridian.example';

/** Renewed by hand only, until this test makes a policy for it. */
const BY_HAND = 'search.meridian.example';

/** The tick that begins what is due comes every minute. */
const TICK = { timeout: 150_000 };

test('a renewal that a policy holds back goes on after one yes, to the proof', async ({
  page,
}) => {
  await openRenewals(page);
  await page.getByRole('link', { name: HELD }).first().click(TICK);
  await expect(page.getByText('The platform team has to agree')).toBeVisible();
  await screenshot(page, 'renewal-waiting');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Approve' })
    .click();
  await expect(page.getByText('The new version is in use')).toBeVisible({
    timeout: 90_000,
  });
  await screenshot(page, 'renewal');
  await expectServed(page, HELD);
});

test('a policy that is made here renews a certificate without another click', async ({
  page,
}) => {
  await openRenewals(page);
  await page.getByRole('link', { name: 'Policies' }).click();
  await page.getByRole('button', { name: 'New policy' }).click();
  await page
    .getByRole('textbox', { name: 'Name', exact: true })
    .fill('Search, by itself');
  await page.getByRole('textbox', { name: 'Names', exact: true }).fill(BY_HAND);
  await page.getByRole('button', { name: /First choice/ }).click();
  await page.getByRole('option', { name: 'Meridian Demo CA' }).click();
  await expect(page.getByText('It fits 1 certificate')).toBeVisible();
  await screenshot(page, 'policy-form');
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await expect(
    page.getByRole('heading', { name: 'Search, by itself' }),
  ).toBeVisible();

  await page
    .getByRole('link', { name: 'Renewals', exact: true })
    .last()
    .click();
  await page.getByRole('link', { name: BY_HAND }).first().click(TICK);
  await expect(page.getByText('The new version is in use')).toBeVisible({
    timeout: 90_000,
  });
  await expectServed(page, BY_HAND);
});

async function openRenewals(page: Page) {
  await openPage(page, 'Dashboard');
  await page.getByRole('tab', { name: 'Renewals', exact: true }).click();
  await expect(page).toHaveURL(/\/certificates\/renewals$/);
}

/** Asks the virtual server itself for what the renewal says that it serves. */
async function expectServed(page: Page, serverName: string) {
  await page.getByRole('link', { name: 'Plan, progress and proofs' }).click();
  await page
    .getByRole('button', { name: /^Show plan and proofs of/ })
    .first()
    .click();
  const address = await page
    .getByText(/127\.\d+\.\d+\.\d+:\d+/)
    .first()
    .innerText();
  const [, host, port] = /(127\.\d+\.\d+\.\d+):(\d+)/.exec(address) ?? [];
  const { chain } = await look(
    { host, port: Number(port), serverName },
    10_000,
  );
  await expect(page.getByText(chain[0].slice(0, 12)).first()).toBeVisible();
}
