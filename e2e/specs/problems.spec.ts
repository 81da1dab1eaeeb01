import { customerFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** Runs that stopped for one reason are mended together: what is sent is changed, one is tried first, then the others. */

const STEP = 'Keep the customer'

test.beforeEach(async ({ workspace }) => {
  await workspace.sandbox.clearFaults()
  await workspace.sandbox.switchFault('crm', { mode: 'fail', status: 400, count: 2, method: 'PATCH' })
})

test('two runs that failed alike are one reason: a field is changed, one run tried, the other retried', async ({
  pages,
  flows,
  orders,
}) => {
  test.slow()
  const { problems, run } = pages
  const flowId = await flows.publish('Customers', customerFlow(await flows.connectionOf('hubspot')))
  const runIds: string[] = []
  for (const order of ['C-1', 'C-2']) {
    runIds.push(await flows.startAndWatch(flowId, { order }))
    await run.expectState('Failed')
  }
  await problems.open()
  const reason = problems.reason(STEP)

  await test.step('what was sent and what would be stand beside each other', async () => {
    await expect(reason).toHaveCount(1)
    await expect(reason).toContainText('2 failed')
    await problems.openReason(reason)
    await problems.chooseField(reason, 'Company')
    await problems.fixField(reason, 'Company', 'Brindle & Daughters')
    for (const order of ['C-1', 'C-2']) {
      await expect(reason.getByRole('row').filter({ hasText: order })).toContainText('Brindle & Daughters')
    }
    await expect(reason.getByRole('region', { name: 'What will happen' })).toContainText(`2 times “${STEP}”`)
    expect(await scanBothThemes(problems.page, 'a reason with its runs')).toEqual([])
  })

  await test.step('one is tried first, and the change is still there for the other', async () => {
    await reason.getByRole('button', { name: 'Try one first' }).click()
    await expect(reason.getByRole('button', { name: 'Retry 1 run' })).toBeVisible({ timeout: HANG_MS })
    await expect.poll(() => orders.effectsAt('hubspot'), { timeout: HANG_MS }).toEqual(['contact.create'])
    await reason.getByRole('button', { name: 'Retry 1 run' }).click()
    await expect(problems.page.getByText('Nothing needs a person')).toBeVisible({ timeout: HANG_MS })
    // Nothing needs a person from when the run goes on, which is before it has sent anything.
    const both = ['contact.create', 'contact.create']
    await expect.poll(() => orders.effectsAt('hubspot'), { timeout: HANG_MS }).toEqual(both)
  })

  await test.step('both sent what was set, and are told as solved', async () => {
    for (const runId of runIds) {
      await run.openRun(runId)
      await run.expectState('Succeeded')
      await run.select(STEP)
      const input = await run.showTab(STEP, 'Input')
      await expect(input.getByRole('treeitem', { name: /^company Brindle & Daughters/ })).toBeVisible()
    }
    await problems.open('?state=resolved')
    await expect(problems.reason(STEP)).toContainText('2 runs')
  })
})
