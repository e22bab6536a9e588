import path from 'node:path';
import {
  BrowserContext,
  ConsoleMessage,
  Locator,
  Page,
  expect,
  test as base,
} from '@playwright/test';
import { ExpectedEstate, expectedEstate } from '@cmt/bigip-simulator';

const PORTAL_URL = process.env.PORTAL_FRONTEND_URL ?? 'http://localhost:3000';
const ROOT = path.resolve(__dirname, '../..');

/** What an inventory of the demo farm must find, computed from the farm file alone. */
export function demoEstate(): Promise<ExpectedEstate> {
  return expectedEstate({
    farmFile: path.join(ROOT, 'examples/bigip/farm.yaml'),
    cacheDirectory:
      process.env.BIGIP_CACHE ?? path.join(ROOT, '.data', 'bigip'),
  });
}

/**
 * A page that fails its test when the browser reports errors of ours: exceptions,
 * messages on the console, and answers of the certificates API that are no success.
 *
 * All tests share what the browser has loaded: a development build is large.
 */
export const test = base.extend<object, { session: BrowserContext }>({
  session: [
    async ({ browser }, use) => {
      const context = await browser.newContext({
        baseURL: PORTAL_URL,
        viewport: { width: 1440, height: 1000 },
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ session }, use, testInfo) => {
    const page = await session.newPage();
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
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus) {
      await screenshot(page, `failed-${testInfo.title.replace(/\W+/g, '-')}`);
    }
    await page.close();
    expect(errors, 'errors in the browser').toEqual([]);
  },
});

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
