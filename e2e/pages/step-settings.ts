import { expect, type Locator, type Page } from '@playwright/test'
import { escaped } from '../support/escaped.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { dragByHand } from './drag-by-hand.ts'

export type WayToFill = 'Fixed' | 'Mapped' | 'Text' | 'Value map' | 'Expression'

/** The settings of the open step, at the right of the canvas. A field is named by its label. */
export class StepSettings {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get panel(): Locator {
    return this.page.getByRole('complementary', { name: 'Step settings' })
  }

  title(stepName: string): Locator {
    return this.panel.getByRole('button', { name: `${stepName}, rename` })
  }

  async rename(to: string): Promise<void> {
    await this.page.keyboard.press('F2')
    await this.panel.getByRole('textbox', { name: 'What the step does' }).fill(to)
    await this.page.keyboard.press('Enter')
    await expect(this.title(to)).toBeVisible()
  }

  async showTab(name: 'Set up' | 'Test' | 'Retry & errors' | 'Notes'): Promise<void> {
    await this.panel.getByRole('tab', { name }).click()
  }

  /** One of the choices of a control in a sentence or a form. */
  async choose(label: string, option: string): Promise<void> {
    await this.panel.getByRole('combobox', { name: label }).click()
    await this.page.getByRole('option', { name: option, exact: true }).click()
  }

  async close(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Close' }).click()
  }

  text(label: string): Locator {
    return this.panel.getByRole('textbox', { name: label, exact: true })
  }

  /** Filled in and left: what is typed is no part of the draft before a pause, or until its field is left. */
  async write(label: string, text: string): Promise<void> {
    await this.text(label).fill(text)
    await this.text(label).blur()
  }

  /** Where a value of an earlier step stands in a field, with what is done to it. */
  mapped(label: string): Locator {
    return this.panel.getByRole('group', { name: label, exact: true })
  }

  chip(label: string, words: string): Locator {
    return this.mapped(label).getByRole('button', { name: new RegExp(`^${escaped(words)}[,.]`) })
  }

  get rareFields(): Locator {
    return this.panel.getByRole('button', { name: /more fields?/ })
  }

  way(label: string): Locator {
    return this.panel.getByRole('button', { name: new RegExp(`^${escaped(label)} is .*\\. Change$`) })
  }

  async fillBy(label: string, way: WayToFill): Promise<void> {
    await this.way(label).click()
    await this.page.getByRole('menuitem', { name: new RegExp(`^${way}`) }).click()
  }

  get picker(): Locator {
    return this.page.getByRole('dialog', { name: 'Values from earlier steps' })
  }

  pickerSearch(): Locator {
    return this.picker.getByRole('combobox', { name: /^Search \d+ values$/ })
  }

  /** A value in the tree of earlier steps, told as its type, its name, and the sample's value. */
  value(name: string): Locator {
    return this.picker.getByRole('treeitem', { name: new RegExp(`^[a-z ]+ ${escaped(name)}( |$)`) }).first()
  }

  /** The value that the arrows are at. */
  get marked(): Locator {
    return this.picker.locator('[role=treeitem][aria-selected=true]')
  }

  async openPicker(label: string): Promise<void> {
    const name = `Use a value from an earlier step for ${label}`
    await this.panel.getByRole('button', { name, exact: true }).click()
    await expect(this.picker).toBeVisible()
  }

  /** Of a field that asks for a value of an earlier step by itself. */
  async chooseList(label: string): Promise<void> {
    await this.panel.getByRole('button', { name: `${label} Choose a list`, exact: true }).click()
    await expect(this.picker).toBeVisible()
  }

  async closePicker(): Promise<void> {
    await this.picker.getByRole('button', { name: 'Close' }).click()
    await expect(this.picker).toBeHidden()
  }

  /** Draws a value from the tree into a field, as a hand does. */
  async dragValue(find: string, value: string, field: Locator): Promise<void> {
    await this.pickerSearch().fill(find)
    await dragByHand(this.page, this.value(value), field)
  }

  async pickValue(find: string, value: string): Promise<void> {
    await this.pickerSearch().fill(find)
    await this.value(value).click()
    await expect(this.picker).toBeHidden()
  }

  /** In a field that wants a value and has none. */
  noValue(label: string): Locator {
    return this.panel.getByRole('button', { name: `${label} Choose a value` })
  }

  becomesControl(when: string): Locator {
    return this.panel.getByRole('combobox', { name: `${when} becomes` })
  }

  /** Of a field that is filled by a value map. */
  async becomes(when: string, to: string): Promise<void> {
    await this.becomesControl(when).click()
    await this.page.getByRole('option', { name: to, exact: true }).click()
  }

  functionsOf(label: string): Locator {
    return this.mapped(label).getByRole('button', { name: 'Do something with the value' })
  }

  /** Of a field with a value: what is done to it on the way, by its plain words. */
  async doWithIt(label: string, words: string): Promise<void> {
    await this.functionsOf(label).click()
    await this.functionSearch.fill(words)
    await this.functions.getByRole('button', { name: words, exact: true }).click()
  }

  get functions(): Locator {
    return this.page.getByRole('dialog', { name: 'What to do with the value' })
  }

  get functionSearch(): Locator {
    return this.functions.getByRole('searchbox', { name: 'Search what to do' })
  }

  get testButton(): Locator {
    return this.panel.getByRole('button', { name: 'Test this step' })
  }

  /** Tries this step alone, and waits for the answer: what came back before is not shown from the press on. */
  async testAlone(): Promise<void> {
    const answering = this.page.waitForResponse((response) => response.url().includes('tests.step'), {
      timeout: HANG_MS,
    })
    await this.testButton.click()
    expect((await answering).ok()).toBe(true)
  }

  /** What it offers where values come from steps that nobody has tried. */
  get stepsBefore(): Locator {
    return this.panel.getByRole('region', { name: 'Steps before it' })
  }

  get testBefore(): Locator {
    return this.stepsBefore.getByRole('button', { name: 'Test the steps before it too' })
  }

  get cameBack(): Locator {
    return this.panel.getByRole('region', { name: 'What came back' })
  }

  get sent(): Locator {
    return this.panel.getByRole('region', { name: 'What is sent' })
  }

  async expectTested(sample: string): Promise<void> {
    await expect(this.cameBack).toContainText(`With ${sample}, by `, { timeout: HANG_MS })
  }
}
