import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** What becomes of events that do not simply run. */

const FLOW = 'Order journey'

test.afterEach(({ workspace }) => workspace.sandbox.clearFaults())

test('the same event twice: one run, and the second is shown as suppressed', async ({ pages, orders, workspace }) => {
  await workspace.sandbox.shopEvents({ duplicate: true })
  const order = await orders.place()
  await orders.runOf(order)

  await pages.deliveries.open()
  // Its run takes the money, and the shop then tells that twice as well.
  const suppressed = pages.deliveries.rowsOf('Duplicate suppressed').filter({ hasText: 'orders/create' })
  await expect(suppressed).toHaveCount(1, { timeout: HANG_MS })
  const panel = await pages.deliveries.openRow(suppressed)
  await expect(panel).toContainText('Same as')
  expect(await orders.runsOf(order)).toHaveLength(1)
})

test('an event that came while its flow was off is refused with the reason, and replayed later', async ({
  pages,
  orders,
  workspace,
}) => {
  test.slow()
  await test.step('the flow is switched off, and says why', async () => {
    await pages.flows.open()
    await pages.flows.switchOff(FLOW, 'Carrier strike', 'Refuse')
    await expect(pages.flows.flowSwitch(FLOW)).not.toBeChecked()
    await expect(pages.flows.row(FLOW)).toContainText('Carrier strike')
    await expect(pages.flows.row(FLOW)).toContainText('Nora Lindqvist')
  })

  const order = await orders.place()
  const refused = pages.deliveries.rowsOf('Refused')
  await test.step('its event is recorded as refused', async () => {
    await pages.deliveries.open()
    await expect(refused).toHaveCount(1, { timeout: HANG_MS })
    await expect(refused).toContainText(FLOW)
    await expect(refused).toContainText(/off/i)
    expect(await orders.runsOf(order)).toEqual([])
  })

  await test.step('it cannot be replayed while the flow is off', async () => {
    const panel = await pages.deliveries.openRow(refused)
    await expect(panel.getByRole('heading', { name: 'Refused' })).toBeVisible()
    await expect(panel.getByRole('button', { name: 'Replay' })).toHaveCount(0)
    const [delivery] = (await workspace.api.deliveries.list({ state: 'refused' })).items
    await expect(workspace.api.deliveries.replay(delivery?.id ?? '')).rejects.toMatchObject({
      status: 409,
      message: 'Its flow is switched off. Switch it on, then replay the event.',
    })
  })

  await test.step('the flow is switched on and the event replayed', async () => {
    await pages.flows.open()
    await pages.flows.flowSwitch(FLOW).click()
    await expect(pages.flows.flowSwitch(FLOW)).toBeChecked()
    await pages.deliveries.open()
    const panel = await pages.deliveries.openRow(refused)
    await panel.getByRole('button', { name: 'Replay' }).click()
    await expect(panel.getByRole('button', { name: 'Replayed' })).toBeDisabled()
    await panel.getByRole('button', { name: 'Close' }).click()
    await pages.deliveries.row('Replay').getByRole('link', { name: order.name }).click({ timeout: HANG_MS })
  })

  await test.step('its run is green', async () => {
    await expect(pages.run.heading(order.name)).toBeVisible()
    await pages.run.expectState('Succeeded')
    await pages.run.expectStep('Buy the cheapest label', 'succeeded')
    expect(await orders.mailAbout(order)).toEqual([`Order ${order.name} is on its way`])
  })
})

test('an event that led to a run says what is done anew before it is replayed, and the new run of what it is a replay', async ({
  pages,
  page,
  orders,
}) => {
  test.slow()
  const order = await orders.place()
  const runId = await orders.runOf(order)
  await pages.run.openRun(runId)
  await pages.run.expectState('Succeeded')

  await pages.deliveries.open()
  const panel = await pages.deliveries.openRow(
    pages.deliveries.rowsOf('Accepted').filter({ has: page.getByRole('link', { name: order.name }) }),
  )
  await panel.getByRole('button', { name: 'Replay…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replay this event?' })
  await expect(dialog).toContainText('1 run came of it already.')
  await expect(dialog.getByRole('link', { name: order.name })).toHaveAttribute('href', `/runs/${runId}`)
  await expect(dialog.getByRole('list', { name: 'What happens to each step' })).toContainText('Applied anew')
  expect(await scanBothThemes(page, 'a replay that asks')).toEqual([])

  await test.step('run again stands beside it', async () => {
    await dialog.getByRole('button', { name: 'Run again instead…' }).click()
    await expect(page.getByRole('dialog', { name: /^Run “.+” again$/ })).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('only after that it is replayed', async () => {
    expect(await orders.runsOf(order)).toHaveLength(1)
    await panel.getByRole('button', { name: 'Replay…' }).click()
    await dialog.getByRole('button', { name: /^Replay, and apply \d+ anew$/ }).click()
    await expect.poll(async () => (await orders.runsOf(order)).length, { timeout: HANG_MS }).toBe(2)
    const [again] = (await orders.runsOf(order)).filter(({ id }) => id !== runId)
    await pages.run.openRun(again?.id ?? '')
    await expect(page.getByRole('status').filter({ hasText: 'Replay of' })).toContainText('Asked for by Nora Lindqvist')
  })
})
