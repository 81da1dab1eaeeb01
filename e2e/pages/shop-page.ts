import { expect, type Locator, type Page } from '@playwright/test'
import { z } from 'zod'
import { BasePage } from './base-page.ts'

const Placed = z.object({ orders: z.tuple([z.object({ name: z.string() })]) })

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

  /** Answers with the order's number: "#1001". */
  async placeAndPay(): Promise<string> {
    const placing = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/api/sandbox/orders'),
    )
    await this.button('Place and pay').click()
    const [order] = Placed.parse(await (await placing).json()).orders
    await expect(this.row(order.name)).toBeVisible()
    return order.name
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
