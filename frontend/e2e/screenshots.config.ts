import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

/** Writes the pictures of the README and the docs: pnpm --filter @plimsoll/frontend run screenshots */
export default defineConfig(tests, {
  testDir: '.',
  outputDir: '../test-results/artifacts',
  testMatch: 'screenshots.ts',
  globalSetup: './global-setup.ts',
  reporter: 'line',
});
