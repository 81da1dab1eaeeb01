import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class FlowsPage extends BasePage {
  constructor(page: Page) {
    super(page, '/flows')
  }

  flowSwitch(name: string): Locator {
    return this.page.getByRole('switch', { name: new RegExp(`^${name} is`) })
  }

  async switchOff(name: string, why: string, newEvents: 'Hold' | 'Refuse'): Promise<void> {
    await this.flowSwitch(name).click()
    await this.page.getByLabel('Why').fill(why)
    await this.page.getByRole('radio', { name: new RegExp(`^${newEvents} them`) }).click()
    await this.button('Switch off').click()
  }

  /** The page of one flow. */
  async openFlow(id: string): Promise<void> {
    await this.open(`/${id}`)
  }

  /** On a flow's page, from the menu behind its name, for one that people start. */
  async start(name: string, form: Record<string, string> = {}): Promise<void> {
    await this.button(name).click()
    await this.page.getByRole('menuitem', { name: 'Start a run…' }).click()
    for (const [label, value] of Object.entries(form)) await this.dialog.getByLabel(label).fill(value)
    await this.dialog.getByRole('button', { name: 'Start' }).click()
  }
}
