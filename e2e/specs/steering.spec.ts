import { twoWritesFlow, waitingFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'

/** What a person does to a run: retry, again, cancel. */

const FIRST = 'Tell the warehouse'
const SECOND = 'Tell the shop floor'

test.afterEach(({ workspace }) => workspace.sandbox.clearFaults())

test('a failed run is retried from the failed step, and then run again from the start', async ({
  pages,
  page,
  flows,
  orders,
  workspace,
}) => {
  test.slow()
  const flowId = await flows.publish('Tell everybody', twoWritesFlow(await flows.connectionOf('http')))
  await workspace.sandbox.switchFault('http', { mode: 'fail', status: 422, count: 1, skip: 1, method: 'POST' })

  const runId = await test.step('a person starts it by its form, and its second step fails', async () => {
    await pages.flows.openFlow(flowId)
    await pages.flows.start('Tell everybody', { Order: 'B-1' })
    const id = await flows.runOf(flowId)
    await pages.run.openRun(id)
    await pages.run.expectState('Failed')
    await pages.run.expectStep(FIRST, 'succeeded')
    await pages.run.expectStep(SECOND, 'failed')
    await expect(pages.run.inspector(SECOND)).toContainText('422')
    expect(await orders.effectsAt('http')).toHaveLength(1)
    return id
  })

  await test.step('retrying goes on from there: the first step is not done again', async () => {
    await pages.run.button('Retry from the failed step').click()
    await pages.run.expectState('Succeeded')
    await pages.run.expectStep(SECOND, 'succeeded')
    expect(await orders.effectsAt('http')).toHaveLength(2)
  })

  await test.step('running again is a run of its own, from the start', async () => {
    await pages.run.button('Run again').click()
    await expect(pages.run.dialog).toContainText('2 changes outside')
    await pages.run.dialog.getByRole('button', { name: 'Run again, and apply 2 anew' }).click()
    await expect(page.getByText('Runs again')).toBeVisible()
    const runs = async () => (await workspace.api.runs.list({ flow: flowId })).items
    await expect.poll(async () => (await runs()).length, { timeout: HANG_MS }).toBe(2)
    const again = await flows.runOf(flowId)
    expect(again).not.toBe(runId)
    await pages.run.openRun(again)
    await pages.run.expectState('Succeeded')
    expect(await orders.effectsAt('http')).toHaveLength(4)
    await page.getByRole('tab', { name: /^Event/ }).click()
    await expect(page.getByRole('link', { name: 'The run it repeats' })).toHaveAttribute('href', `/runs/${runId}`)
  })
})

test('a run that waits is cancelled: nothing after the wait is sent', async ({ pages, page, flows, orders }) => {
  const before = (await orders.effectsAt('http')).length
  const flowId = await flows.publish('Tell them later', waitingFlow(await flows.connectionOf('http')))
  await flows.startAndWatch(flowId, { order: 'B-2' })
  await pages.run.expectState('Waiting')
  await pages.run.expectStep('Wait an hour', 'waiting')

  await pages.run.button('Cancel run').click()
  await expect(pages.run.dialog).toContainText('Nothing has been changed outside so far.')
  await pages.run.dialog.getByRole('button', { name: 'Cancel run' }).click()
  await pages.run.expectState('Cancelled')
  await pages.run.expectStep('Wait an hour', 'cancelled')
  await expect(page.getByRole('status').filter({ hasText: 'Nothing had been done outside.' })).toContainText(
    /Cancelled by .+\. Nothing had been done outside\./,
  )
  await expect(pages.run.button('Cancel run')).toHaveCount(0)
  expect(await orders.effectsAt('http')).toHaveLength(before)
})
