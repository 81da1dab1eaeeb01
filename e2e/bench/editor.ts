import { createClient } from '@patchbay/api/client'
import { ensureChromium } from '@patchbay/local-stack/chromium'
import { type APIRequestContext, type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import type { OpenStack } from '../support/open-stack.ts'
import { type FlowSize, largeFlow } from './large-flow.ts'

export type EditorFigures = {
  steps: number
  /** From the click on a link to the first step that can be taken hold of; the median of three loads. */
  interactiveMs: number
  /** Of one drag of a step, by pointer event. */
  drag: { events: number; commitsPerEvent: number; scriptMsPerEvent: number }
}
export type PageBytes = { page: string; scriptBytes: number }
export type EditorBench = { editors: EditorFigures[]; pages: PageBytes[] }

const SIZES: readonly FlowSize[] = [50, 200]
const LOADS = 3
const DRAG_EVENTS = 60
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
  const drag = await measureDrag(page)
  await context.close()
  return { steps: size, interactiveMs: times.toSorted((a, b) => a - b)[1] ?? 0, drag }
}

const firstStep = (page: Page) => page.locator('[data-step]').first()

const Hook = z.object({ commits: z.number() })

/** React tells its developer tools of each commit, in production too: here is somebody who counts them. */
async function countCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counter = { commits: 0 }
    Object.assign(globalThis, {
      __patchbayCommits: counter,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        renderers: new Map(),
        inject: () => 1,
        onCommitFiberRoot: () => {
          counter.commits++
        },
        onCommitFiberUnmount: () => undefined,
      },
    })
  })
}

async function measureDrag(page: Page): Promise<EditorFigures['drag']> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const read = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    const hook = Hook.parse(await page.evaluate(() => Reflect.get(globalThis, '__patchbayCommits')))
    return { script: (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000, ...hook }
  }
  const box = await firstStep(page).boundingBox()
  if (box === null) throw new Error('the first step is not on the screen')
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 3 }
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  // The first movements decide that it is a drag and no click.
  await page.mouse.move(at.x + 12, at.y + 4, { steps: 6 })
  const before = await read()
  await page.mouse.move(at.x + 120, at.y + 40, { steps: DRAG_EVENTS })
  const after = await read()
  await page.mouse.up()
  return {
    events: DRAG_EVENTS,
    commitsPerEvent: (after.commits - before.commits) / DRAG_EVENTS,
    scriptMsPerEvent: (after.script - before.script) / DRAG_EVENTS,
  }
}

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
  await page.locator('h1, [data-step]').first().waitFor()
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
