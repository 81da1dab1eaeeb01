import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class PrivacyPage extends BasePage {
  constructor(page: Page) {
    super(page, '/settings/privacy')
  }

  /** For how long a part is kept: "What was said", "Runs that succeeded". */
  kept(part: string): Locator {
    return this.page.getByRole('combobox', { name: part })
  }

  async keep(part: string, days: string): Promise<void> {
    await this.kept(part).click()
    await this.page.getByRole('option', { name: days, exact: true }).click()
  }

  async lookFor(email: string): Promise<void> {
    await this.page.getByLabel('Their e-mail address').fill(email)
    await this.button('Look where they are').click()
  }

  /** The newest request. */
  get request(): Locator {
    return this.page.getByRole('listitem').filter({ hasText: 'Asked for by' }).first()
  }
}
