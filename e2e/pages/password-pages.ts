import type { Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

/** Asking for a new password, and choosing it by the link of the mail. */
export class PasswordPages extends BasePage {
  constructor(page: Page) {
    super(page, '/forgot-password')
  }

  async askFor(email: string): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email)
    await this.button('Send the link').click()
  }

  async choose(link: string, password: string): Promise<void> {
    await this.page.goto(link)
    await this.page.getByLabel('New password').fill(password)
    await this.button('Change the password').click()
  }
}
