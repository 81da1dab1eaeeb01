import type { Locator, Page } from '@playwright/test'

/** What every page has: an address, a heading, the frame around it. Locators go by role and by what a person reads. */
export class BasePage {
  readonly page: Page
  readonly path: string

  constructor(page: Page, path: string) {
    this.page = page
    this.path = path
  }

  async open(search = ''): Promise<void> {
    await this.page.goto(`${this.path}${search}`)
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name })
  }

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Main' }).filter({ visible: true })
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  get alert(): Locator {
    // Next has an announcer of its own with this role.
    return this.page.getByRole('alert').filter({ hasText: /\S/ })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name, exact: typeof name === 'string' })
  }

  /** The row of a table that holds this text. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole('row').filter({ hasText: text })
  }
}
