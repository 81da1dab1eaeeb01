import { expect, type Locator, type Page } from '@playwright/test'
import { escaped } from '../support/escaped.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { BasePage } from './base-page.ts'

export type StepWord =
  | 'queued'
  | 'running'
  | 'retrying'
  | 'waiting'
  | 'needs attention'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'

export class RunPage extends BasePage {
  constructor(page: Page) {
    super(page, '/runs')
  }

  async openRun(id: string): Promise<void> {
    await this.open(`/${id}`)
  }

  /** The bar on top: subject, state, actions. */
  get bar(): Locator {
    return this.page.getByRole('banner').or(this.page.locator('main header')).first()
  }

  async expectState(word: string): Promise<void> {
    await expect(this.bar.getByText(word, { exact: true })).toBeVisible({ timeout: HANG_MS })
  }

  /** It succeeded without all that might have come: a rule or a Stop step ended it. */
  async expectStoppedBy(stepName: string): Promise<void> {
    await expect(this.bar).toContainText(`Succeeded · stopped by “${stepName}”`, { timeout: HANG_MS })
  }

  /** A step on the canvas, named "Step 12, Buy the cheapest label, EasyPost, succeeded, leads to step 13"; a lane stands before the word. */
  step(name: string, word: StepWord): Locator {
    return this.page.getByRole('button', {
      name: new RegExp(`^Step \\d+, ${escaped(name)}(, [^,]+){0,2}, ${word}(,|$)`),
    })
  }

  async expectStep(name: string, word: StepWord): Promise<void> {
    await expect(this.step(name, word)).toHaveCount(1, { timeout: HANG_MS })
  }

  async expectSteps(word: StepWord, names: readonly string[]): Promise<void> {
    for (const name of names) await this.expectStep(name, word)
  }

  /** Opens a step beside the canvas, by its line in the timeline. */
  async select(name: string): Promise<Locator> {
    await this.timeline.getByRole('button', { name }).click()
    return this.inspector(name)
  }

  inspector(stepName: string): Locator {
    return this.page.getByRole('complementary', { name: stepName })
  }

  /** Of a loop that is chosen: its items. */
  items(loopName: string): Locator {
    return this.page.getByRole('region', { name: `Items of ${loopName}` })
  }

  get timeline(): Locator {
    return this.page.getByRole('list', { name: /^Steps by time/ })
  }

  /** A tab of the chosen step: Attempts, Input, Output, Log. */
  async showTab(stepName: string, tab: string): Promise<Locator> {
    const inspector = this.inspector(stepName)
    await inspector.getByRole('tab', { name: tab }).click()
    return inspector.getByRole('tabpanel')
  }

  /** Of a step that is chosen: one item for each try. */
  async tries(stepName: string): Promise<Locator> {
    const panel = await this.showTab(stepName, 'Attempts')
    return panel.getByRole('listitem').filter({ hasText: /^Try \d/ })
  }

  get id(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? ''
  }
}
