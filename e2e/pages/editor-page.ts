import { expect, type Locator, type Page } from '@playwright/test'
import { escaped } from '../support/escaped.ts'
import { BasePage } from './base-page.ts'
import { dragByHand } from './drag-by-hand.ts'
import { StepSettings } from './step-settings.ts'

/**
 * A step to add: what is searched for, what it is called there, of which app where two have it, and what it is called
 * once it is drawn, where that is something else.
 */
export type StepWish = { says: string; sentence: string; app?: string; named?: string }

/** One flow's draft: top bar, steps to add, canvas, the drawer below it. */
export class EditorPage extends BasePage {
  readonly settings: StepSettings

  constructor(page: Page) {
    super(page, '/flows')
    this.settings = new StepSettings(page)
  }

  async openFlow(id: string): Promise<void> {
    await this.open(`/${id}`)
    await expect(this.canvas).toBeVisible()
  }

  get flowId(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? ''
  }

  get canvas(): Locator {
    return this.page.getByRole('application')
  }

  /** A step on the canvas, named "Step 2, Send an e-mail, E-mail (SMTP), not tested since its last change, …". */
  step(name: string): Locator {
    return this.canvas.getByRole('button', { name: new RegExp(`^Step \\d+, ${escaped(name)}`) })
  }

  get steps(): Locator {
    return this.canvas.getByRole('button', { name: /^Step \d+, / })
  }

  get cables(): Locator {
    return this.canvas.getByRole('img', { name: /^Cable from / })
  }

  async openStep(name: string): Promise<void> {
    await this.step(name).click()
    await expect(this.settings.title(name)).toBeVisible()
  }

  /** Wherever on the canvas it stands. */
  async openStepByKey(name: string): Promise<void> {
    await this.step(name).focus()
    await this.page.keyboard.press('Enter')
    await expect(this.settings.title(name)).toBeVisible()
  }

  get palette(): Locator {
    return this.page.getByRole('region', { name: 'Add a step' })
  }

  /** Carries a step from the list, found by what people say, and lets it go somewhere on the canvas. */
  async dragIn(wish: StepWish, onto: Locator): Promise<void> {
    await dragByHand(this.page, await this.find(wish), onto)
    await expect(this.settings.title(wish.sentence)).toBeVisible()
  }

  /** Chosen in the list, a step goes below the one that is selected. */
  async add(wish: StepWish): Promise<void> {
    await (await this.find(wish)).click()
    await expect(this.settings.title(wish.named ?? wish.sentence)).toBeVisible()
  }

  private async find({ says, sentence, app }: StepWish, list = this.palette): Promise<Locator> {
    await list.getByRole('combobox', { name: 'Search for a step' }).fill(says)
    const option = list.getByRole('option', { name: new RegExp(`^${escaped(sentence)}`) })
    return app === undefined ? option : option.filter({ hasText: app })
  }

  /** From the menu of a step, as the menu key opens it. */
  async fromStepMenu(name: string, item: string): Promise<void> {
    await this.step(name).focus()
    await this.page.keyboard.press('Shift+F10')
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** Where a menu says, from the list of steps that it opens. */
  async addByMenu(name: string, item: string, wish: StepWish): Promise<void> {
    await this.fromStepMenu(name, item)
    await (await this.find(wish, this.chooser)).click()
    await expect(this.settings.title(wish.named ?? wish.sentence)).toBeVisible()
  }

  cable(name: string): Locator {
    return this.canvas.getByRole('img', { name, exact: true })
  }

  /** The list of steps that opens on the canvas itself. */
  get chooser(): Locator {
    return this.page.getByRole('dialog', { name: /^Choose (a step to add|what starts the flow|what undoes it)$/ })
  }

  async expectSaved(): Promise<void> {
    // What is read out lags behind what is seen: it would still tell of the save before.
    const seen = this.page.getByText(/^Draft saved/).and(this.page.locator(':not([role="status"])'))
    await expect(seen.first()).toBeVisible()
  }

  async undo(): Promise<void> {
    await this.button('Undo').click()
  }

  async redo(): Promise<void> {
    await this.button('Redo').click()
  }

  get here(): Locator {
    return this.page.getByText(/(is|are) here too$/)
  }

  /** What is said above the canvas about this draft: conflicts, what was lost. */
  notice(words: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'About this draft' }).getByRole('alert').filter({ hasText: words })
  }

  /** The panel beside the canvas that publishes. */
  async askToPublish(): Promise<Locator> {
    await this.button(/^Publish( \d+ changes?)?$/).click()
    return this.page.getByRole('dialog', { name: /^Publish / })
  }

  async publishAll(panel: Locator, note?: string): Promise<void> {
    if (note !== undefined) await panel.getByLabel('In the list of versions').fill(note)
    await panel.getByRole('button', { name: /^Publish .*as v\d+$/ }).click()
    await expect(panel).toBeHidden()
  }

  get flowSwitch(): Locator {
    return this.page.getByRole('switch', { name: / is (on|off)$/ })
  }

  async switchOn(): Promise<void> {
    await this.flowSwitch.click()
    await expect(this.flowSwitch).toBeChecked()
  }

  async showVersions(): Promise<Locator> {
    await this.button('Versions').first().click()
    return this.page.getByRole('list', { name: 'Versions' })
  }

  /** The line of a version in the drawer. */
  version(number: number): Locator {
    return this.page
      .getByRole('list', { name: 'Versions' })
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^v${number}(?!\\d)`) })
  }

  /** From the menu behind the flow's name. */
  async fromMenu(flowName: string, item: string): Promise<void> {
    await this.button(flowName).click()
    await this.page.getByRole('menuitem', { name: item }).click()
  }
}
