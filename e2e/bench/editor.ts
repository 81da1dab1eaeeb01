import { createClient } from '@patchbay/api/client'
import { ensureChromium } from '@patchbay/local-stack/chromium'
import { type APIRequestContext, type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import { type FlowSize, largeFlow } from '../composers/large-flow.ts'
import { countCommits, type DragCount, measureDrag } from '../support/editor-drag.ts'
import type { OpenStack } from '../support/open-stack.ts'

export type EditorFigures = {
  steps: number
  /** From the click on a link to the first step that can be taken hold of; the median of three loads. */
  interactiveMs: number
  drag: DragCount
}
export type PageBytes = { page: string; scriptBytes: number }
export type EditorBench = { editors: EditorFigures[]; pages: PageBytes[] }

const SIZES: readonly FlowSize[] = [50, 200]
const LOADS = 3
const PAGES = [
  '/',
  '/flows',
  '/runs',
  '/problems',
  '/connections',
  '/members',
  '/settings',
  '/settings/alerts',
  '/sandbox',
]

/** Opens the editor on large flows in a real browser and counts what a drag costs; what each page loads, first time. */
export async function measureEditor({ stack }: OpenStack): Promise<EditorBench> {
  const browser = await chromium.launch(await ensureChromium())
  try {
    const context = await browser.newContext({
      baseURL: stack.urls.web,
      viewport: { width: 1440, height: 900 },
      extraHTTPHeaders: { origin: stack.urls.web },
    })
    const api = await signUp(context.request, stack.urls.web)
    const flows: { size: FlowSize; id: string }[] = []
    for (const size of SIZES) {
      const { id } = await api.flows.create({ name: `${size} steps`, document: largeFlow(size) })
      flows.push({ size, id })
    }
    const session = await context.storageState()
    await context.close()
    const editors: EditorFigures[] = []
    for (const { size, id } of flows)
      editors.push(await measure(browser, { url: stack.urls.web, session }, { size, id }))
    const pages: PageBytes[] = []
    for (const page of [...PAGES, `/flows/${flows[0]?.id ?? ''}`])
      pages.push(await measureBytes(browser, { url: stack.urls.web, session }, page))
    return { editors, pages }
  } finally {
    await browser.close()
  }
}

type Visitor = { url: string; session: Awaited<ReturnType<BrowserContext['storageState']>> }

const visit = (browser: Browser, { url, session }: Visitor) =>
  browser.newContext({ baseURL: url, storageState: session, viewport: { width: 1440, height: 900 } })

async function measure(
  browser: Browser,
  visitor: Visitor,
  { size, id }: { size: FlowSize; id: string },
): Promise<EditorFigures> {
  const times: number[] = []
  for (let load = 0; load < LOADS; load++) {
    const context = await visit(browser, visitor)
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(`/flows/${id}`)
    await firstStep(page).hover()
    times.push(performance.now() - began)
    await context.close()
  }
  const context = await visit(browser, visitor)
  const page = await context.newPage()
  await countCommits(page)
  await page.goto(`/flows/${id}`)
  await firstStep(page).hover()
  const drag = await measureDrag(page, 's1')
  await context.close()
  return { steps: size, interactiveMs: times.toSorted((a, b) => a - b)[1] ?? 0, drag }
}

const firstStep = (page: Page) => page.locator('[data-step]').first()

/** Compressed, as they come over the wire, into a browser that has nothing of ours yet. */
async function measureBytes(browser: Browser, visitor: Visitor, path: string): Promise<PageBytes> {
  const context = await visit(browser, visitor)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const scripts = new Set<string>()
  let scriptBytes = 0
  cdp.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength
  })
  await page.goto(path)
  // A flow can be worked on once its canvas is there, with the list of steps to add.
  if (path.startsWith('/flows/')) {
    await firstStep(page).hover()
    await page.getByRole('region', { name: 'Add a step' }).waitFor()
  }
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('load')
  await context.close()
  return { page: path.startsWith('/flows/') ? 'editor' : path, scriptBytes }
}

const NewKey = z.object({ result: z.object({ data: z.object({ json: z.object({ key: z.string() }) }) }) })

async function signUp(requests: APIRequestContext, url: string) {
  const person = { name: 'Bench', email: 'bench@example.com', password: 'a long enough password' }
  const made = await requests.post('/api/auth/sign-up/email', { data: person })
  if (!made.ok()) throw new Error(`Nobody could sign up: ${made.status()} ${await made.text()}`)
  const json = { name: 'bench', scopes: ['flows:read', 'flows:write'] }
  const answer = await requests.post('/api/trpc/apiKeys.create', { data: { json } })
  return createClient({ url, apiKey: NewKey.parse(await answer.json()).result.data.json.key })
}
