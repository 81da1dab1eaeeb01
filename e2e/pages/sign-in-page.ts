import type { Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

export class SignInPage extends BasePage {
  constructor(page: Page) {
    super(page, '/sign-in')
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password').fill(password)
    await this.button('Sign in').click()
  }
}
