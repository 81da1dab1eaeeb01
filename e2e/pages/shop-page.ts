import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class ShopPage extends BasePage {
  constructor(page: Page) {
    super(page, '/sandbox')
  }

  async putInBasket(product: string): Promise<void> {
    await this.button(new RegExp(`^Add to the basket: ${product}`)).click()
  }

  async chooseCard(label: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Card' }).click()
    await this.page.getByRole('option', { name: label }).click()
  }

  async leaveOutTheAddress(): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'Leave the address out' }).click()
  }

  async placeAndPay(): Promise<void> {
    await this.button('Place and pay').click()
  }

  /** Newest first; the first row is the table's head. */
  get newestOrder(): Locator {
    return this.page.getByRole('row').nth(1)
  }

  /** Opens the run of an order as soon as there is one. */
  async watch(orderName: string): Promise<void> {
    await this.link(`Watch ${orderName}`).click()
  }

  fault(system: string): Locator {
    return this.page.getByRole('switch', { name: new RegExp(`^${system}: fault`) })
  }

  get faults(): Locator {
    return this.page.getByRole('complementary', { name: 'Faults' })
  }
}
