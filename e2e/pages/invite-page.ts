import type { Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class InvitePage extends BasePage {
  constructor(page: Page) {
    super(page, '/invite')
  }

  /** By the whole address of the mail or the copied link. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link)
  }

  async joinAs(person: { name: string; password: string; email?: string }): Promise<void> {
    await this.page.getByLabel('Your name').fill(person.name)
    if (person.email !== undefined) await this.page.getByLabel('E-mail').fill(person.email)
    await this.page.getByLabel('Password').fill(person.password)
    await this.button('Join the workspace').click()
  }
}
