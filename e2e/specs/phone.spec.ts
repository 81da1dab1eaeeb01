import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('a run is found, read step by step, and nothing scrolls sideways', async ({ pages, page, orders }) => {
    test.slow()
    const order = await orders.place()
    await orders.runOf(order)

    await pages.runs.open()
    const item = page.getByRole('listitem').getByRole('link').filter({ hasText: order.name })
    await expect(item).toBeVisible()
    await expect(item.getByRole('img', { name: 'Succeeded', exact: true }).first()).toBeVisible({
      timeout: HANG_MS,
    })
    await expectNoSidewaysScroll(page)
    await item.tap()

    await expect(pages.run.heading(order.name)).toBeVisible()
    const outline = page.getByRole('list', { name: 'Steps of this run' })
    await expect(outline).toBeVisible()
    await expect(page.getByRole('application')).toHaveCount(0)
    await outline.getByRole('button', { name: /Buy the cheapest label/ }).tap()
    await expect(pages.run.inspector('Buy the cheapest label')).toContainText('Done')
    await expectNoSidewaysScroll(page)

    await pages.run.navigation.getByRole('link', { name: 'Problems' }).tap()
    await expect(pages.problems.heading('Problems')).toBeVisible()
    await expectNoSidewaysScroll(page)
  })
})

/** Neither the page nor its scrolling part is wider than the screen. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = () =>
    page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main')]
        .map((element) => element.scrollWidth - element.clientWidth)
        .filter((pixels) => pixels > 0),
    )
  await expect.poll(wider).toEqual([])
}
