import { defineConfig } from '@playwright/test';
import journeys from '../e2e/playwright.config';

/** The rehearsal, which `yarn rehearse` starts with a portal of its own. */
export default defineConfig({
  ...journeys,
  testDir: __dirname,
  timeout: 600_000,
});
