import type { Browser, BrowserContext } from '@playwright/test'
import type { InviteRole } from '../pages/members-page.ts'
import { type Pages, pagesOn } from '../pages/pages.ts'

export type Colleague = { pages: Pages; context: BrowserContext }
export type NewColleague = { name: string; email: string; password: string; role: InviteRole }

/** Somebody at another computer: a browser that knows nothing of the first one. */
export async function openColleague(browser: Browser, baseURL: string): Promise<Colleague> {
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } })
  return { pages: pagesOn(await context.newPage()), context }
}

/** By a link that the owner makes: somebody new joins the workspace. */
export async function letIn(owner: Pages, { pages }: Colleague, person: NewColleague): Promise<void> {
  await owner.members.open()
  await pages.invite.follow(await owner.members.makeLink(person.role))
  await pages.invite.joinAs(person)
  await pages.home.navigation.getByRole('link', { name: 'Members' }).waitFor()
}

/** The link in Patchbay's own mail to somebody, as the owner reads it in the mail room. */
export async function linkInMail(pages: Pages, mail: { subject: string; to: string }): Promise<string> {
  return pages.mail.linkOf(await pages.mail.openSystemMail(mail.subject, mail.to))
}
