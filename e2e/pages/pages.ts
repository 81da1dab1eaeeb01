import type { Page } from '@playwright/test'
import { BasePage } from './base-page.ts'
import { ConnectionsPage } from './connections-page.ts'
import { DeliveriesPage } from './deliveries-page.ts'
import { EditorPage } from './editor-page.ts'
import { FlowsPage } from './flows-page.ts'
import { InvitePage } from './invite-page.ts'
import { MailPage } from './mail-page.ts'
import { MembersPage } from './members-page.ts'
import { PasswordPages } from './password-pages.ts'
import { PrivacyPage } from './privacy-page.ts'
import { ProblemsPage } from './problems-page.ts'
import { RunPage } from './run-page.ts'
import { RunsPage } from './runs-page.ts'
import { ShopPage } from './shop-page.ts'
import { SignInPage } from './sign-in-page.ts'
import { SignUpPage } from './sign-up-page.ts'

export type Pages = ReturnType<typeof pagesOn>

/** Every page of the app, in one tab. */
export function pagesOn(page: Page) {
  return {
    home: new BasePage(page, '/'),
    settings: new BasePage(page, '/settings'),
    signUp: new SignUpPage(page),
    signIn: new SignInPage(page),
    shop: new ShopPage(page),
    mail: new MailPage(page),
    runs: new RunsPage(page),
    run: new RunPage(page),
    deliveries: new DeliveriesPage(page),
    privacy: new PrivacyPage(page),
    problems: new ProblemsPage(page),
    connections: new ConnectionsPage(page),
    flows: new FlowsPage(page),
    editor: new EditorPage(page),
    members: new MembersPage(page),
    invite: new InvitePage(page),
    password: new PasswordPages(page),
    audit: new BasePage(page, '/settings/audit'),
  }
}
