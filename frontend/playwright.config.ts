import { defineConfig } from '@playwright/test';
import { findChromium } from '../testkit/chromium/find-chromium.mjs';
import { launchArguments } from '../testkit/chromium/launch-arguments.mjs';

// Workers read this file, too, and need not search again.
const executablePath = await findChromium();
process.env['CHROMIUM_PATH'] = executablePath;

export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: './test-results/artifacts',
  // One browser at a time: the stack under test runs on the same machine.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 7_500 },
  reporter: [['line'], ['json', { outputFile: './test-results/results.json' }]],
  use: {
    // Set by the global setup; workers read this file after it.
    baseURL: process.env['PLIMSOLL_WEB_URL'],
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: launchArguments },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
