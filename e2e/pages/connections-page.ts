import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class ConnectionsPage extends BasePage {
  constructor(page: Page) {
    super(page, '/connections')
  }

  async openConnection(name: string): Promise<Locator> {
    await this.row(name).getByRole('button', { name }).click()
    return this.panel(name)
  }

  panel(name: string): Locator {
    return this.page.getByRole('complementary', { name })
  }

  async replaceKey(panel: Locator, label: string | RegExp, key: string): Promise<void> {
    await panel.getByLabel(label).fill(key)
    await panel.getByRole('button', { name: 'Test and save' }).click()
  }
}
