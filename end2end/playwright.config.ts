import { defineConfig } from '@playwright/test';
import type { Options } from './test.ts';

// The system's own Chromium: no browser is downloaded. Nothing of it talks to anybody but us.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export default defineConfig<Options>({
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A test that fails now and then is a fault, of the program or of the test.
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./closing-line.ts']],
  use: {
    browserName: 'chromium',
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath, args: flags },
    trace: 'retain-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
  },
  projects: [
    { name: 'chromium', testDir: 'tests' },
    // The main job once more, behind the gateway, with its people on different replicas.
    {
      name: 'fleet',
      testMatch: ['fleet/*.spec.ts', /tests\/(messages|rooms|typing|presence|search|reconnect|reference)\.spec\.ts/],
      use: { asFleet: true },
    },
    { name: 'screens', testDir: 'screens' },
    { name: 'size', testDir: 'size' },
    { name: 'bench', testDir: 'bench', timeout: 300_000 },
  ],
});
