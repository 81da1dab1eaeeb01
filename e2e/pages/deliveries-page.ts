import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class DeliveriesPage extends BasePage {
  constructor(page: Page) {
    super(page, '/deliveries')
  }

  /** Newest first, of one outcome: "Refused". */
  rowsOf(outcome: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('cell', { name: outcome, exact: true }) })
  }

  async openRow(row: Locator): Promise<Locator> {
    await row.getByRole('button').click()
    return this.panel
  }

  get panel(): Locator {
    return this.page.getByRole('dialog', { name: 'Delivery' })
  }
}
