import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from '@patchbay/local-stack/chromium'
import { defineConfig } from '@playwright/test'
import type { StackOption } from './fixtures/test.ts'

// Every worker reads this file anew; the environment tells them which stack was started for this run.
const stackDir = process.env['PATCHBAY_E2E_DIR'] ?? join(tmpdir(), `patchbay-e2e-${randomUUID()}`)
process.env['PATCHBAY_E2E_DIR'] = stackDir

export default defineConfig<object, StackOption>({
  testDir: 'specs',
  outputDir: 'test-results',
  globalSetup: './fixtures/start-stack.ts',
  metadata: { stackDir },
  workers: 2,
  forbidOnly: true,
  // A run that waits for a vendor's time-out and then goes on takes some 15 s; a busy machine makes that more.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    stackDir,
    browserName: 'chromium',
    launchOptions: await ensureChromium(),
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Stockholm',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    actionTimeout: 20_000,
    navigationTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    { name: 'mappings', testMatch: 'mapping-table.spec.ts' },
    // Their workspaces are seeded beside the first person's, who must be there to invite.
    { name: 'pages', testIgnore: ['first-run.spec.ts', 'mapping-table.spec.ts'], dependencies: ['first run'] },
  ],
})
