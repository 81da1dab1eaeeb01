import { largeFlow } from '../composers/large-flow.ts'
import { expect, test } from '../fixtures/test.ts'
import { countCommits, measureDrag } from '../support/editor-drag.ts'

// Counts, not times: they hold on any machine.
test('dragging one of 200 steps draws that step and its cables again, and nothing else', async ({
  page,
  pages,
  workspace,
}) => {
  const { id } = await workspace.api.flows.create({ name: '200 steps', document: largeFlow(200) })
  await countCommits(page)
  await page.goto(`/flows/${id}`)
  // The canvas moves to make room for it.
  await expect(pages.editor.palette).toBeVisible()
  await page.locator('[data-step="s1"]').hover()
  const drag = await measureDrag(page, 's1')
  expect(drag.pointerMoves).toBeGreaterThan(30)
  expect(drag.commitsPerMove).toBeLessThan(3)
  expect(drag.drawnAgain).toContain('s1')
  // The step, the cable that comes in and the three that go out.
  expect(drag.drawnAgain.length).toBeLessThanOrEqual(6)
})
