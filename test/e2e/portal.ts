import path from 'node:path';
import { Page, expect, test as base } from '@playwright/test';
import { CertificatesClient } from '@cmt/backstage-plugin-certificates-common';

const BACKEND_URL = process.env.PORTAL_BACKEND_URL ?? 'http://localhost:7007';
const SCREENSHOTS = path.resolve(__dirname, '../../test-results/screenshots');

/** Console messages that say nothing about this project. */
const TOLERATED = [
  // React and Material UI of Backstage itself, in development builds only.
  /^Warning: /,
  /React Router Future Flag Warning/,
  // Browsers report the status of requests that the page handles.
  /Download the React DevTools/,
];

/**
 * A page that fails its test when the browser reports errors: exceptions, messages
 * on the console, and answers of the certificates API that are no success.
 */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(`exception: ${error.message}`));
    page.on('console', message => {
      const text = message.text();
      if (
        message.type() === 'error' &&
        !TOLERATED.some(pattern => pattern.test(text))
      ) {
        errors.push(`console: ${text}`);
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
    expect(errors, 'errors in the browser').toEqual([]);
  },
});

export { expect };

/** Keeps a picture of the page for people who look at the test run. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(SCREENSHOTS, `${name}.png`),
    fullPage: true,
  });
}

/** The API as the guest of the demo sees it, to compare pages with. */
export async function certificatesApi(): Promise<CertificatesClient> {
  const response = await fetch(`${BACKEND_URL}/api/auth/guest/refresh`);
  expect(response.ok).toBe(true);
  const session = (await response.json()) as {
    backstageIdentity: { token: string };
  };
  const { token } = session.backstageIdentity;
  return new CertificatesClient({
    discoveryApi: {
      getBaseUrl: async pluginId => `${BACKEND_URL}/api/${pluginId}`,
    },
    fetchApi: {
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('Authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers });
      },
    },
  });
}
