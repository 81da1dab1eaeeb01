import type { Page } from '@playwright/test'

/** The vendor's own page in the window of a sign-in. */
export class VendorPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async allow(): Promise<void> {
    await this.page.getByRole('button', { name: 'Allow' }).click()
  }

  async refuse(): Promise<void> {
    await this.page.getByRole('button', { name: 'Refuse' }).click()
  }
}
