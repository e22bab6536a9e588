import { primaryName } from '@cmt/backstage-plugin-certificates-common';
import {
  demoEstate,
  expect,
  firstLine,
  openPage,
  readRows,
  screenshot,
  test,
} from './portal';

const STATES = ['expired', 'critical', 'warning', 'healthy'] as const;

test('the dashboard counts the demo estate as its farm file has it', async ({
  page,
}) => {
  const { certificates, devices } = await demoEstate();
  expect(certificates.length).toBeGreaterThanOrEqual(50);

  await openPage(page, 'Dashboard');
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
  await expect(
    page.getByText(`${devices.length} of ${devices.length} up to date`),
  ).toBeVisible();
  await screenshot(page, 'dashboard');
});

test('the inventory lists every certificate of the farm file and no other', async ({
  page,
}) => {
  const { certificates } = await demoEstate();
  const expected = certificates.map(
    ({ state, names }) => `${state} ${primaryName(names)}`,
  );

  await openPage(page, 'Inventory');
  await expect(
    page.getByText(`${certificates.length} certificates`, { exact: true }),
  ).toBeVisible();
  const table = page.getByRole('grid', { name: 'Certificates' });
  const firstRow = table.getByRole('row').nth(1);
  const next = page.getByRole('button', { name: 'Next page' });
  const found: string[] = [];
  while (found.length < certificates.length) {
    await expect(firstRow).toContainText(/\w/);
    const rows = await readRows(table);
    expect(rows, 'rows of a page').not.toHaveLength(0);
    found.push(
      ...rows.map(
        ([state, name]) =>
          `${firstLine(state).toLowerCase()} ${firstLine(name)}`,
      ),
    );
    if (found.length < certificates.length) {
      await next.click();
      await expect(firstRow).not.toContainText(firstLine(rows[0][1]));
    }
  }
  expect(found.sort()).toEqual(expected.sort());
});
