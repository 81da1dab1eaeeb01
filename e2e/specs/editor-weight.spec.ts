import { largeFlow } from '../composers/large-flow.ts'
import { expect, test } from '../fixtures/test.ts'
import { dragByHand } from '../pages/drag-by-hand.ts'

const LIMIT_KB = 350

// What the server sends and the browser counts: the build's own check adds up the same files from outside.
test('the editor can be drawn in after at most 350 kB of script', async ({ page, pages, workspace }, info) => {
  const { id } = await workspace.api.flows.create({ name: 'A page to weigh', document: largeFlow(50) })
  // What is not needed to draw waits until all is drawn, however slow that is: the check of the draft for the list of
  // apps, what opens by a key for an idle moment.
  const drawn = Promise.withResolvers<void>()
  await page.route(/connectors\.list/, async (route) => {
    await drawn.promise
    await route.continue()
  })
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
    const look = () => {
      // The palette comes beside the canvas; with both a step can be added and dragged.
      const isThere = document.querySelector('[data-step="s1"]') && document.querySelector('input[role="combobox"]')
      if (isThere) performance.mark('drawable')
      else requestAnimationFrame(look)
    }
    look()
  })
  await page.goto(`/flows/${id}`)
  await expect(pages.editor.palette).toBeVisible()
  await expect(page.locator('[data-step="s1"]')).toBeVisible()
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('drawable').length)).toBe(1)
  drawn.resolve()
  const scripts = await page.evaluate(() => {
    const until = performance.getEntriesByName('drawable')[0]?.startTime ?? Number.POSITIVE_INFINITY
    return performance
      .getEntriesByType('resource')
      .flatMap((entry) => (entry instanceof PerformanceResourceTiming ? [entry] : []))
      .filter(({ name, responseEnd }) => new URL(name).pathname.endsWith('.js') && responseEnd <= until)
      .map(({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize }))
  })
  const sentKb = scripts.reduce((total, { encodedBodySize }) => total + encodedBodySize, 0) / 1000
  info.annotations.push({ type: 'script', description: `${sentKb.toFixed(1)} kB in ${scripts.length} files` })
  expect(scripts.length).toBeGreaterThan(5)
  expect(sentKb).toBeLessThanOrEqual(LIMIT_KB)
  const step = page.locator('[data-step="s1"]')
  const before = await step.boundingBox()
  await dragByHand(page, step, page.locator('[data-step="s2"]'))
  await expect.poll(async () => (await step.boundingBox())?.y).not.toBe(before?.y)
})
