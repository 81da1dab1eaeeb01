import type { Locator, Page } from '@playwright/test'
import { BasePage } from './base-page.ts'

/** A question of a run: by the link of a mail, or among the approvals of who is signed in. */
export class ApprovalPage extends BasePage {
  constructor(page: Page) {
    super(page, '/approvals')
  }

  async follow(link: string): Promise<void> {
    await this.page.goto(link)
  }

  fact(label: string): Locator {
    return this.page
      .getByRole('definition')
      .filter({ visible: true })
      .and(this.page.locator(`dt:text-is("${label}") + dd`))
  }

  field(label: string): Locator {
    return this.page.getByLabel(label)
  }

  /** On a phone they stand at the thumb, elsewhere under the form. */
  answer(word: 'Approve' | 'Refuse'): Locator {
    return this.page.getByRole('button', { name: word, exact: true }).filter({ visible: true })
  }

  line(question: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: question })
  }
}
