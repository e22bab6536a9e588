import path from 'node:path';
import {
  ConsoleMessage,
  Locator,
  Page,
  expect,
  test as base,
} from '@playwright/test';
import { ExpectedEstate, expectedEstate } from '@cmt/bigip-simulator';

const PORTAL_URL = process.env.PORTAL_FRONTEND_URL ?? 'http://localhost:3000';
const ROOT = path.resolve(__dirname, '../..');

/** A development build is large, and machines that test are busy. */
const FIRST_LOAD_MS = 300_000;

/** What an inventory of the demo farm must find, computed from the farm file alone. */
export function demoEstate(): Promise<ExpectedEstate> {
  return expectedEstate({
    farmFile: path.join(ROOT, 'examples/bigip/farm.yaml'),
    cacheDirectory: path.join(ROOT, '.data', 'bigip'),
  });
}

/** A page with what the browser complained about. */
interface Tab {
  page: Page;
  errors: string[];
}

/**
 * The page that all tests share, as people do: they open the portal once and click
 * from there. A test fails when the browser reports errors of ours: exceptions,
 * messages on the console, and answers of the certificates API that are no success.
 */
export const test = base.extend<object, { tab: Tab }>({
  tab: [
    async ({ browser }, use) => {
      const page = await browser.newPage({
        baseURL: PORTAL_URL,
        viewport: { width: 1440, height: 1000 },
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      const errors = collectErrors(page);
      await page.goto('/', {
        timeout: FIRST_LOAD_MS,
        waitUntil: 'domcontentloaded',
      });
      await expect(certificatesLink(page)).toBeVisible({
        timeout: FIRST_LOAD_MS,
      });
      await use({ page, errors });
      await page.close();
    },
    { scope: 'worker', timeout: 2 * FIRST_LOAD_MS },
  ],
  page: async ({ tab: { page, errors } }, use, testInfo) => {
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus) {
      await screenshot(page, `failed-${testInfo.title.replace(/\W+/g, '-')}`);
    }
    expect(errors.splice(0), 'errors in the browser').toEqual([]);
  },
});

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(`exception: ${error.message}`));
  page.on('console', message => {
    if (isOurError(message)) {
      errors.push(`console: ${message.text()}`);
    }
  });
  page.on('response', response => {
    if (
      response.url().includes('/api/certificates/') &&
      response.status() >= 400
    ) {
      errors.push(`${response.status()} ${response.url()}`);
    }
  });
  return errors;
}

/**
 * Development builds of React warn about components of Backstage and of its
 * libraries; only warnings about our components are ours.
 */
function isOurError(message: ConsoleMessage): boolean {
  const text = message.text();
  if (message.type() !== 'error') {
    return false;
  }
  if (text.startsWith('Warning: ')) {
    const [component = ''] = /^\s+at .*$/m.exec(text) ?? [];
    return component.includes('plugins/certificates/');
  }
  return true;
}

export { expect };

function certificatesLink(page: Page): Locator {
  return page
    .getByRole('navigation', { name: 'sidebar nav' })
    .getByRole('link', { name: 'Certificates' });
}

/** Goes to one of the certificates pages as people do. */
export async function openPage(
  page: Page,
  name: 'Dashboard' | 'Inventory' | 'Devices',
): Promise<void> {
  await certificatesLink(page).click();
  await expect(page).toHaveURL(/\/certificates\/dashboard/);
  if (name !== 'Dashboard') {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page).toHaveURL(
      new RegExp(`/certificates/${name.toLowerCase()}$`),
    );
  }
}

/** Keeps a picture of the page for people who look at the test run. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(ROOT, 'test-results', 'screenshots', `${name}.png`),
    fullPage: true,
  });
}

/** The rows of a table, header left out, each as the texts of its cells. */
export async function readRows(table: Locator): Promise<string[][]> {
  const rows = await table.getByRole('row').all();
  const cells = await Promise.all(
    rows.map(row =>
      row.locator('[role=rowheader], [role=gridcell]').allInnerTexts(),
    ),
  );
  return cells.filter(texts => texts.length > 0);
}

/** The first line of a text on the page. */
export function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}
