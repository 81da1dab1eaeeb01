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

  /** Patchbay's own mail: invitations, new passwords. The newest to somebody. */
  async openSystemMail(subject: string, to: string): Promise<Locator> {
    await this.open('?from=patchbay')
    await this.line(subject).filter({ hasText: to }).first().click()
    const message = this.message(subject)
    await message.getByText(to).first().waitFor()
    return message
  }

  /** Where the one link of a system mail leads. */
  async linkOf(message: Locator): Promise<string> {
    return (await message.getByRole('link', { name: 'Follow the link' }).getAttribute('href')) ?? ''
  }
}
