import { expect, test } from '../fixtures/test.ts'
import { tabTo } from '../pages/keys.ts'
import { HANG_MS } from '../support/hang-ms.ts'

test('a run is opened and its steps are read without a pointer', async ({ pages, page, orders }) => {
  test.slow()
  const order = await orders.place()
  await orders.runOf(order)
  await pages.runs.open()
  await expect(pages.runs.rowOf(order.name)).toContainText('Succeeded', { timeout: HANG_MS })

  await test.step('the first key skips the navigation', async () => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })

  await test.step('Tab and Enter open the run', async () => {
    await tabTo(page, pages.runs.linkTo(order.name))
    await page.keyboard.press('Enter')
    await expect(pages.run.heading(order.name)).toBeVisible()
  })

  await test.step('arrows walk along the cables, Enter opens a step', async () => {
    const first = pages.run.step('When an order is placed', 'succeeded')
    await expect(first).toBeVisible()
    await tabTo(page, page.getByRole('application').locator('[role=button][tabindex="0"]'))
    await page.keyboard.press('Home')
    await expect(first).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(pages.run.step('Look up the payment', 'succeeded')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(pages.run.inspector('Look up the payment')).toBeVisible()
  })

  await test.step('its tabs are walked with arrows too', async () => {
    const inspector = pages.run.inspector('Look up the payment')
    await tabTo(page, inspector.getByRole('tab', { name: 'Attempts' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(inspector.getByRole('tab', { name: 'Output', selected: true })).toBeFocused()
    await expect(inspector.getByRole('tree', { name: 'Output' })).toBeVisible()
  })
})
