import { defineConfig } from '@playwright/test';
import { findChromium } from '../testkit/chromium/find-chromium.mjs';
import { launchArguments } from '../testkit/chromium/launch-arguments.mjs';
import { isFullRun } from '../testkit/tier.mjs';

// Workers read this file, too, and need not search again.
const executablePath = await findChromium();
process.env['CHROMIUM_PATH'] = executablePath;

export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: './test-results/artifacts',
  testIgnore: isFullRun ? [] : '**/*.full.spec.ts',
  // The stack under test runs on the same machine, which has two cores at the least.
  workers: 2,
  fullyParallel: false,
  // All share one stack. What changes something there comes one after another, and is the rule; what is marked as only
  // looking at it runs beside that, in any order.
  projects: [
    { name: 'act', grepInvert: /@look|@own-stack/, workers: 1 },
    { name: 'own-stack', grep: /@own-stack/, workers: 1 },
    // A worker keeps one window, and what it has loaded of the console, for tests that look through the same person's eyes; the
    // full run opens a new one for each.
    { name: 'look', grep: /@look/, fullyParallel: true, use: { reuseContext: !isFullRun } },
  ],
  forbidOnly: true,
  retries: 0,
  // They end what hangs. What is only slow, as on a machine that does much besides, is not wrong.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['line'], ['json', { outputFile: './test-results/results.json' }]],
  use: {
    // Set by the global setup; workers read this file after it.
    baseURL: process.env['PLIMSOLL_WEB_URL'],
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: launchArguments },
    screenshot: 'only-on-failure',
    // They take a third of the time: with --trace=retain-on-failure one has them of a single spec, too.
    trace: isFullRun ? 'retain-on-failure' : 'off',
  },
});
