import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export type InviteRole = 'Viewer' | 'Operator' | 'Editor' | 'Admin'

export class MembersPage extends BasePage {
  constructor(page: Page) {
    super(page, '/members')
  }

  async invite(email: string, role: InviteRole): Promise<void> {
    await this.button('Invite people').click()
    await this.dialog.getByLabel('E-mail addresses').fill(email)
    await this.dialog.getByLabel('E-mail addresses').press('Enter')
    await this.dialog.getByRole('radio', { name: role }).click()
    await this.dialog.getByRole('button', { name: 'Send 1 invite' }).click()
    // No mail server is set here: the link is shown to be copied.
    await this.dialog.getByText(/\/invite\/[0-9a-f-]{36}/).waitFor()
    await this.dialog.getByRole('button', { name: 'Done' }).click()
  }

  async makeLink(role: InviteRole): Promise<string> {
    await this.button('Invite people').click()
    await this.dialog.getByRole('radio', { name: role }).click()
    await this.dialog.getByRole('button', { name: 'Make a link instead' }).click()
    const link = await this.dialog.getByText(/\/invite\/[0-9a-f-]{36}/).textContent()
    await this.dialog.getByRole('button', { name: 'Done' }).click()
    return (link ?? '').trim()
  }

  async setRole(name: string, role: InviteRole): Promise<void> {
    await this.page.getByRole('combobox', { name: `Role of ${name}` }).click()
    await this.page.getByRole('option', { name: role }).click()
  }

  async remove(name: string): Promise<void> {
    await this.more(name).click()
    await this.page.getByRole('menuitem', { name: 'Remove…' }).click()
    await this.dialog.getByRole('button', { name: `Remove ${name}` }).click()
    // While it is open, what lies behind it is hidden from everybody.
    await this.dialog.waitFor({ state: 'hidden' })
  }

  more(name: string): Locator {
    return this.button(`More about ${name}`)
  }
}
