import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class RunsPage extends BasePage {
  constructor(page: Page) {
    super(page, '/runs')
  }

  /** The link to an order's run: "Order #1001". */
  linkTo(orderName: string): Locator {
    return this.link(new RegExp(`${orderName}$`))
  }

  rowOf(orderName: string): Locator {
    return this.page.getByRole('row').filter({ has: this.linkTo(orderName) })
  }

  async find(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Find a run' }).fill(text)
  }

  /** A pill of the filter bar: "State", "Flow", "When". */
  async filter(pill: string, choice: string): Promise<void> {
    await this.button(new RegExp(`^${pill}`)).click()
    await this.page
      .getByRole('dialog', { name: pill })
      .getByRole('button', { name: new RegExp(`^${choice}`) })
      .click()
    await this.page.keyboard.press('Escape')
  }

  /** Days as `2026-01-05`, both included. */
  async between({ from, to }: { from: string; to?: string }): Promise<void> {
    await this.button(/^When/).click()
    const dialog = this.page.getByRole('dialog', { name: 'When' })
    await dialog.getByLabel('From').fill(from)
    if (to !== undefined) await dialog.getByLabel('To').fill(to)
    await this.page.keyboard.press('Escape')
  }

  async clear(pill: string): Promise<void> {
    await this.button(`Clear ${pill}`).click()
  }

  get rows(): Locator {
    return this.page
      .getByRole('table')
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell') })
  }
}
