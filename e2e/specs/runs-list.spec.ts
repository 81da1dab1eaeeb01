import type { Response } from '@playwright/test'
import { filteredFlow, twoWritesFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'

/** Finding a run among others, and seeing it change without asking. */

test('runs are found by flow, state, time and what they are about', async ({ pages, page, orders, flows }) => {
  test.slow()
  const fine = await orders.placeAndWatch()
  await pages.run.expectState('Succeeded')
  const other = await orders.placeAndWatch({ card: 'declined' })
  await pages.run.expectStoppedBy('Stop: not paid')
  const flowId = await flows.publish('Tell the floor', twoWritesFlow(await flows.connectionOf('http')))
  await flows.startAndWatch(flowId, { order: 'C-1' })
  await pages.run.expectState('Succeeded')

  const { runs } = pages
  await runs.open()
  await expect(runs.rows).toHaveCount(3)

  await runs.find(fine.name)
  await expect(runs.rows).toHaveCount(1)
  await expect(runs.rowOf(fine.name)).toContainText('Succeeded')
  await expect(page).toHaveURL(/q=/)
  await runs.find('')
  await expect(runs.rows).toHaveCount(3)

  await runs.filter('Flow', 'Tell the floor')
  await expect(runs.rows).toHaveCount(1)
  await expect(runs.rowOf(other.name)).toHaveCount(0)
  await page.reload()
  await expect(runs.rows).toHaveCount(1)
  await runs.clear('Flow')

  await runs.filter('State', 'Failed')
  await expect(page.getByText('No runs match')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(runs.rows).toHaveCount(3)

  await runs.filter('State', 'Succeeded')
  await runs.filter('When', 'last hour')
  await expect(runs.rows).toHaveCount(3)
  await runs.open('?from=2026-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z')
  await expect(page.getByText('No runs match')).toBeVisible()
})

test('a row appears and changes by itself', async ({ pages, page, orders, workspace }) => {
  test.slow()
  await workspace.sandbox.switchFault('carrier', { fail: 1 })
  // The page says “Live” from its first moment; that changes reach it, the line's own answer says.
  const isLine = (response: Response) => new URL(response.url()).pathname === '/api/live' && response.ok()
  await Promise.all([page.waitForResponse(isLine), pages.runs.open()])
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  const loaded = await page.evaluate(() => performance.timeOrigin)

  const order = await orders.place()
  const row = pages.runs.rowOf(order.name)
  await expect(row).toContainText('Retrying', { timeout: HANG_MS })
  await expect(row).toContainText('503')
  await expect(row).toContainText('Succeeded', { timeout: HANG_MS })
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded)
})

test('a run that a rule has ended says so, and by which', async ({ pages, page, flows }) => {
  const { run, runs } = pages
  const flowId = await flows.publish('Large orders', filteredFlow())
  await flows.startAndWatch(flowId, { order: 'small' })
  await run.expectStoppedBy('Only large orders')
  await expect(page.getByText('What comes after it did not run.')).toBeVisible()
  await expect(run.inspector('Only large orders')).toContainText('It ends here')
  await flows.startAndWatch(flowId, { order: 'large' })
  await run.expectState('Succeeded')

  await runs.open(`?flow=${flowId}`)
  await expect(runs.rows).toHaveCount(2)
  await expect(runs.rows.filter({ hasText: 'Succeeded · stopped' })).toHaveCount(1)
  await expect(runs.rows.filter({ hasText: 'Stopped by “Only large orders”: ' })).toHaveCount(1)
})

test('runs are found from one day to another', async ({ pages, page, flows }) => {
  const { run, runs } = pages
  const flowId = await flows.publish('Daily', filteredFlow())
  await flows.startAndWatch(flowId, { order: 'large' })
  await run.expectState('Succeeded')
  await runs.open(`?flow=${flowId}`)
  await runs.filter('When', 'yesterday')
  await expect(page.getByText('No runs match')).toBeVisible()
  await runs.clear('When')
  await expect(runs.rows).toHaveCount(1)

  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date())
  await runs.between({ from: day })
  await expect(runs.rows).toHaveCount(1)
  await expect(runs.button('Clear When')).toBeVisible()
  await page.reload()
  await expect(runs.rows).toHaveCount(1)
  await runs.between({ from: '2026-01-05', to: '2026-01-07' })
  await expect(page.getByText('No runs match')).toBeVisible()
  await expect(runs.button(/^When\s*5 Jan – 7 Jan/)).toBeVisible()
})
