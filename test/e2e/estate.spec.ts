import { primaryName } from '@cmt/backstage-plugin-certificates-common';
import { ExpectedCertificate } from '@cmt/bigip-simulator';
import { demoEstate, expect, readRows, screenshot, test } from './portal';

const STATES = ['expired', 'critical', 'warning', 'healthy'] as const;

/** A line per certificate, short enough to read in a difference. */
function line(state: string, name: string): string {
  return `${state} ${name}`;
}

function expectedLine(certificate: ExpectedCertificate): string {
  return line(certificate.state, primaryName(certificate.names) ?? 'no name');
}

test('the dashboard counts the demo estate as its farm file has it', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  expect(certificates.length).toBeGreaterThanOrEqual(50);

  await page.goto('/');
  await expect(page).toHaveURL(/\/certificates/);
  const counts = page
    .getByRole('list', { name: 'Certificates by state' })
    .first();
  for (const state of STATES) {
    const count = certificates.filter(c => c.state === state).length;
    await expect(
      counts.getByRole('link', {
        name: new RegExp(`^${state}: ${count}\\.`, 'i'),
      }),
    ).toBeVisible();
  }
  await expect(
    counts.getByRole('link', { name: `Total: ${certificates.length}.` }),
  ).toBeVisible();
  await screenshot(page, 'dashboard');
});

test('the inventory lists every certificate of the farm file and no other', async ({
  page,
}) => {
  const { certificates } = await demoEstate();

  await page.goto('/certificates/inventory');
  await expect(
    page.getByText(`${certificates.length} certificates`, { exact: true }),
  ).toBeVisible();
  const table = page.getByRole('grid', { name: 'Certificates' });
  const found: string[] = [];
  for (;;) {
    await expect(table.getByRole('row').nth(1)).toBeVisible();
    const rows = await readRows(table);
    found.push(
      ...rows.map(([state, name]) =>
        line(state.trim().toLowerCase(), name.trim().split('\n')[0]),
      ),
    );
    const next = page.getByRole('button', { name: 'Next page' });
    if (!(await next.isVisible()) || !(await next.isEnabled())) {
      break;
    }
    const [first] = rows[0].slice(1);
    await next.click();
    await expect(table.getByRole('row').nth(1)).not.toContainText(
      first.trim().split('\n')[0],
    );
  }
  expect(found.sort()).toEqual(certificates.map(expectedLine).sort());
});
