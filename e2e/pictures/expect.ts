import { expect as ofPlaywright } from '@playwright/test'

/** Outside Playwright's own runner it gives up after five seconds, which a busy machine needs for a page. */
export const expect = ofPlaywright.configure({ timeout: 30_000 })
