import type { Locator, Page } from '@playwright/test'
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
}
