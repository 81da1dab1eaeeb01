import type { Locator, Page } from '@playwright/test'
import { HANG_MS } from '../support/hang-ms.ts'
import { BasePage } from './base-page.ts'

export class MailPage extends BasePage {
  constructor(page: Page) {
    super(page, '/mail')
  }

  line(subject: string): Locator {
    return this.page.getByRole('listitem').getByRole('button').filter({ hasText: subject })
  }

  message(subject: string): Locator {
    return this.page.getByRole('article', { name: subject })
  }

  /** Patchbay's own mail: invitations, new passwords. The newest to somebody, once it has come. */
  async openSystemMail(subject: string, to: string): Promise<Locator> {
    await this.open('?from=patchbay')
    const line = this.line(subject).filter({ hasText: to }).first()
    await line.waitFor({ timeout: HANG_MS })
    await line.click()
    const message = this.message(subject)
    await message.getByText(to).first().waitFor()
    return message
  }

  /** Where a link of a system mail leads: its only one, or of several the one that says so. */
  async linkOf(message: Locator, name = 'Follow the link'): Promise<string> {
    return (await message.getByRole('link', { name }).getAttribute('href')) ?? ''
  }

  /** Presses a button in the mail itself, as whoever reads it would; the tab that opens. */
  async press(message: Locator, name: string): Promise<Page> {
    const [tab] = await Promise.all([
      this.page.context().waitForEvent('page'),
      message.frameLocator('iframe').getByRole('link', { name }).click(),
    ])
    return tab
  }
}
