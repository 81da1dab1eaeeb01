import { createClient } from '@patchbay/api/client'
import { ensureChromium } from '@patchbay/local-stack/chromium'
import { createSandboxClient } from '@patchbay/sandbox/client'
import { type BrowserContext, chromium, type Page, request } from '@playwright/test'
import pg from 'pg'
import { z } from 'zod'
import { createFlowComposer, type FlowComposer } from '../composers/flow-composer.ts'
import { createOrderComposer, type OrderComposer } from '../composers/order-composer.ts'
import { createApiKey, type SeededWorkspace } from '../fixtures/seed-workspace.ts'
import { type Pages, pagesOn } from '../pages/pages.ts'
import type { OpenStack } from '../support/open-stack.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'
import { expect } from './expect.ts'
import { type ShopSteps, shopSteps } from './flows/shop-steps.ts'
import { keepPicture, type Wish } from './keep-picture.ts'

export type Studio = {
  page: Page
  pages: Pages
  workspace: SeededWorkspace
  flows: FlowComposer
  orders: OrderComposer
  steps: ShopSteps
  /** As on a phone, with the same person signed in or, without the session, somebody who only has a link. */
  phone: (signedIn: boolean) => Promise<Page>
  /** Of the studio's own page, unless another one is named. */
  keep: (name: string, wish?: Wish & { on?: Page }) => Promise<void>
  /** axe, in light and dark; what it finds is told at the end. */
  scan: (name: string, page?: Page) => Promise<void>
  violations: string[]
  close: () => Promise<void>
}

/** Run pages are as large as their mock-ups, what only stands in a table is smaller. */
export const DESK = { width: 1440, height: 900 }
export const ROW = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 844 }
const LOCALE = { locale: 'en-GB', timezoneId: 'Europe/Stockholm', reducedMotion: 'reduce' } as const
const OWNER = {
  name: 'Tamsin Okoro',
  workspace: 'Brindle Goods',
  email: 'tamsin@brindle.example',
  password: 'correct horse battery',
}

/** A browser on a new Patchbay whose first person has just set her workspace up. */
export async function openStudio({ stack }: OpenStack): Promise<Studio> {
  const carried = await ensureChromium()
  const browser = await chromium.launch({ ...carried, args: [...carried.args, '--lang=en-GB'] })
  const baseURL = stack.urls.web
  const context = await browser.newContext({ ...LOCALE, baseURL, viewport: DESK })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const pages = pagesOn(page)
  await pages.home.open()
  await pages.signUp.signUp(OWNER)
  await expect(pages.home.heading(/Send one order through/)).toBeVisible({ timeout: 60_000 })
  const workspace = await workspaceOf(context, stack)
  const flows = createFlowComposer(workspace, pages)
  const violations: string[] = []
  const phone = async (signedIn: boolean): Promise<Page> => {
    const storageState = signedIn ? await context.storageState() : { cookies: [], origins: [] }
    return (await browser.newContext({ ...LOCALE, baseURL, viewport: PHONE, storageState })).newPage()
  }
  return {
    page,
    pages,
    workspace,
    flows,
    orders: createOrderComposer(workspace, pages),
    steps: shopSteps(await connectionsOf(flows)),
    phone,
    keep: (name, { on = page, ...wish } = {}) => keepPicture(on, name, wish),
    async scan(name, where = page) {
      violations.push(...(await scanBothThemes(where, name)))
      await where.emulateMedia({ colorScheme: 'light' })
    },
    violations,
    close: () => browser.close(),
  }
}

const Rows = z.tuple([z.object({ id: z.uuid() })])

async function workspaceOf(context: BrowserContext, stack: OpenStack['stack']): Promise<SeededWorkspace> {
  const client = new pg.Client({ connectionString: stack.env['DATABASE_URL'] })
  await client.connect()
  try {
    const id = Rows.parse((await client.query('SELECT id FROM organization LIMIT 1')).rows)[0].id
    const storageState = await context.storageState()
    const { web } = stack.urls
    const requests = await request.newContext({ baseURL: web, storageState, extraHTTPHeaders: { origin: web } })
    const apiKey = await createApiKey(requests)
    await requests.dispose()
    return {
      id,
      person: OWNER,
      storageState,
      api: createClient({ url: stack.urls.web, apiKey }),
      sandbox: createSandboxClient({
        url: stack.urls.sandbox,
        token: stack.env['PATCHBAY_SANDBOX_TOKEN'] ?? '',
        workspaceId: id,
      }),
    }
  } finally {
    await client.end()
  }
}

async function connectionsOf({ connectionOf }: FlowComposer) {
  return {
    shopify: await connectionOf('shopify'),
    stripe: await connectionOf('stripe'),
    easypost: await connectionOf('easypost'),
    hubspot: await connectionOf('hubspot'),
    sendgrid: await connectionOf('sendgrid'),
    smtp: await connectionOf('smtp'),
    http: await connectionOf('http'),
  }
}
