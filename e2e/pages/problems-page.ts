import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class ProblemsPage extends BasePage {
  constructor(page: Page) {
    super(page, '/problems')
  }

  /** A decision that waits, by its question. */
  decision(question: string | RegExp): Locator {
    return this.page.getByRole('region', { name: question })
  }

  async showDecided(): Promise<void> {
    await this.page.getByRole('button', { name: /^Solved/ }).click()
  }

  /** Answers from wherever the two buttons stand. */
  async saysItWentThrough(where: Locator, answer: { vendorAnswer?: string; note?: string } = {}): Promise<void> {
    await where.getByRole('button', { name: 'It went through…' }).click()
    if (answer.vendorAnswer !== undefined) {
      await this.dialog.getByLabel('What the vendor answered').fill(answer.vendorAnswer)
    }
    if (answer.note !== undefined) await this.dialog.getByLabel('Note').fill(answer.note)
    await this.dialog.getByRole('button', { name: 'It went through, go on' }).click()
  }
}
