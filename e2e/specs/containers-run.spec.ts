import { allOrNothingFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** A for-each inside a try: one item fails, what the others did is undone, and the run's page tells it. */

const TRY = 'Hold all or nothing'
const LOOP = 'For each piece'
const RESERVE = 'Reserve a piece'
const GIVE_BACK = 'Put it back'
const NOTE = 'Note what failed'

test.afterEach(({ workspace }) => workspace.sandbox.clearFaults())

test('one of three items fails: the other two are undone, the last one first, and the failure is caught', async ({
  pages,
  page,
  flows,
  orders,
  workspace,
}) => {
  const { run } = pages
  await workspace.sandbox.switchFault('http', { mode: 'fail', status: 422, count: 1, skip: 2, method: 'POST' })
  const flowId = await flows.publish('Hold the pieces', allOrNothingFlow(await flows.connectionOf('http')))
  await flows.startAndWatch(flowId, { order: 'D-1' })
  await run.expectState('Succeeded')
  expect(await orders.effectsAt('http')).toEqual(['thing.create', 'thing.create', 'thing.delete', 'thing.delete'])

  await test.step('the loop names the item that failed, and leads to it', async () => {
    await run.expectStep(LOOP, 'failed')
    await run.select(LOOP)
    const items = run.items(LOOP)
    await expect(items.getByRole('listitem')).toHaveCount(3)
    await expect(items.getByRole('button', { name: '1 failed' })).toBeVisible()
    await items.getByRole('listitem').filter({ hasText: 'Item 3' }).getByRole('button').click()
    await expect(run.inspector(RESERVE)).toContainText('422')
    await expect(run.inspector(RESERVE)).toContainText('Item 3 of 3')
  })

  await test.step('the try lists what it undid, newest first, and what caught the failure', async () => {
    const scope = await run.select(TRY)
    await expect(scope.getByRole('heading', { name: 'What was tried failed, and was caught' })).toBeVisible()
    await expect(scope.getByRole('listitem').filter({ hasText: `undoes “${RESERVE}”` })).toContainText([
      'item 2',
      'item 1',
    ])
    await expect(scope.getByRole('button', { name: `Failed ${LOOP}` })).toBeVisible()
    await run.expectStep(NOTE, 'succeeded')
    expect(await scanBothThemes(page, 'a run that undid something')).toEqual([])
    await scope.getByRole('button', { name: GIVE_BACK }).first().click()
    await expect(run.inspector(GIVE_BACK)).toContainText('Item 2 of 3')
    await expect(run.inspector(GIVE_BACK)).toContainText('Done')
  })
})
