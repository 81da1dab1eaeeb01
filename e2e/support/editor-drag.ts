import type { Page } from '@playwright/test'

export type DragCount = {
  pointerMoves: number
  /** React commits, also in a production build. */
  commitsPerMove: number
  scriptMsPerMove: number
  /** Nodes and cables whose elements changed meanwhile, by React Flow's id. */
  drawnAgain: string[]
}

type Counters = { commits: number; moves: number; touched: Set<string> }

declare global {
  interface Window {
    dragCounters?: Counters
  }
}

/** Before the page is opened: React tells of each commit by the hook that its developer tools use. */
export async function countCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counters: Counters = { commits: 0, moves: 0, touched: new Set() }
    window.dragCounters = counters
    const hook = {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      onCommitFiberRoot: () => {
        counters.commits += 1
      },
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      checkDCE: () => undefined,
    }
    Object.assign(window, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook })
  })
}

/** Drags a step to and fro by the pointer, one move a frame, and counts. The page must have been opened after `countCommits`. */
export async function measureDrag(page: Page, stepId: string, moves = 60): Promise<DragCount> {
  const box = await page.locator(`[data-step="${stepId}"]`).boundingBox()
  if (box === null) throw new Error(`the step ${stepId} is not on the canvas`)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const scriptSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0
  }
  const start = { x: box.x + 60, y: box.y + 20 }
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 10, start.y + 6)
  await page.evaluate(watch)
  const before = await scriptSeconds()
  for (let move = 0; move < moves; move += 1) {
    await page.mouse.move(start.x + 10 + move * 3, start.y + 6 + Math.sin(move / 5) * 20)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
  const scriptMs = ((await scriptSeconds()) - before) * 1000
  const counted = await page.evaluate(() => {
    const {
      commits,
      moves: seen,
      touched,
    } = window.dragCounters ?? { commits: 0, moves: 0, touched: new Set<string>() }
    return { commits, seen, touched: [...touched] }
  })
  await page.mouse.up()
  const { commits, seen, touched } = counted
  const per = Math.max(1, seen)
  return { pointerMoves: seen, commitsPerMove: commits / per, scriptMsPerMove: scriptMs / per, drawnAgain: touched }
}

/** In the page: from zero, with what changes of the flow's elements. */
function watch(): void {
  const counters = window.dragCounters
  const flow = document.querySelector('.react-flow')
  if (counters === undefined || flow === null) throw new Error('the canvas is not there, or nothing counts commits')
  Object.assign(counters, { commits: 0, moves: 0 })
  counters.touched.clear()
  window.addEventListener('pointermove', () => (counters.moves += 1), true)
  new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement
      const id = element?.closest('.react-flow__node, .react-flow__edge')?.getAttribute('data-id')
      if (typeof id === 'string') counters.touched.add(id)
    }
  }).observe(flow, { subtree: true, attributes: true, childList: true, characterData: true })
}
