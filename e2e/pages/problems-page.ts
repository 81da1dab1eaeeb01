import { expect, type Locator, type Page } from '@playwright/test'
import { escaped } from '../support/escaped.ts'
import { BasePage } from './base-page.ts'

export class ProblemsPage extends BasePage {
  constructor(page: Page) {
    super(page, '/problems')
  }

  /** A decision that waits, by its question. */
  decision(question: string | RegExp): Locator {
    return this.page.getByRole('region', { name: question })
  }

  /** Runs that stopped alike, by the words of their line. */
  reason(words: string | RegExp): Locator {
    return this.page.getByRole('list', { name: 'Reasons' }).locator('> li').filter({ hasText: words })
  }

  async openReason(reason: Locator): Promise<void> {
    await reason.getByRole('button', { expanded: false }).click()
    await expect(reason.getByRole('region', { name: 'What will happen' })).toBeVisible()
  }

  /** Of an open reason: which field of the step is changed; none is open before, unless the vendor named one. */
  async chooseField(reason: Locator, label: string): Promise<void> {
    await reason.getByRole('button', { name: /^(Change a|Another) field$/ }).click()
    await this.page.getByRole('menuitem', { name: label }).click()
  }

  /** The same for all runs of the reason. */
  async fixField(reason: Locator, label: string, text: string): Promise<void> {
    await reason.getByRole('button', { name: new RegExp(`^${escaped(label)} is .*\\. Change$`) }).click()
    await this.page.getByRole('menuitem', { name: /^Fixed/ }).click()
    await reason.getByRole('textbox', { name: label, exact: true }).fill(text)
  }

  async showDecided(): Promise<void> {
    await this.page.getByRole('button', { name: /^Solved/ }).click()
  }

  /** Answers from wherever the two buttons stand. */
  async saysItWentThrough(where: Locator, answer: { vendorAnswer?: string; note?: string } = {}): Promise<void> {
    await this.beginsToSayItWentThrough(where)
    if (answer.vendorAnswer !== undefined) {
      await this.dialog.getByLabel('What the vendor answered').fill(answer.vendorAnswer)
    }
    if (answer.note !== undefined) await this.dialog.getByLabel('Note').fill(answer.note)
    await this.finishesSayingItWentThrough()
  }

  async beginsToSayItWentThrough(where: Locator): Promise<void> {
    await where.getByRole('button', { name: 'It went through…' }).click()
  }

  async finishesSayingItWentThrough(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'It went through, go on' }).click()
  }
}
