import type { Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export type NewPerson = { name: string; workspace: string; email: string; password: string }

export class SignUpPage extends BasePage {
  constructor(page: Page) {
    super(page, '/sign-up')
  }

  async signUp({ name, workspace, email, password }: NewPerson): Promise<void> {
    await this.page.getByLabel('Your name').fill(name)
    await this.page.getByLabel('Workspace').fill(workspace)
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password').fill(password)
    await this.button('Create the workspace').click()
  }
}
