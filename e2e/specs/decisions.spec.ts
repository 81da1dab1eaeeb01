import { PatchbayApiError } from '@patchbay/api/client'
import { unsafeWriteFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { pagesOn } from '../pages/pages.ts'

/** A write that nothing keeps from being applied twice, whose answer never came: a person decides. */

const STEP = 'Tell the warehouse'

test.beforeEach(async ({ workspace }) => {
  await workspace.sandbox.clearFaults()
  await workspace.sandbox.switchFault('http', { mode: 'timeout_after_apply', count: 1, method: 'POST' })
})

test('“It went through” on the run’s page finishes the run with what the vendor answered', async ({
  pages,
  flows,
  orders,
  workspace,
}) => {
  const flowId = await flows.publish('Tell the warehouse', unsafeWriteFlow(await flows.connectionOf('http')))
  const runId = await flows.startAndWatch(flowId, { order: 'A-17' })

  await test.step('the run stops and asks, and sends nothing more', async () => {
    await pages.run.expectState('Needs attention')
    await pages.run.expectStep(STEP, 'needs attention')
    await expect(pages.run.inspector(STEP)).toContainText('Nothing is sent again until somebody says.')
    await expect(pages.run.navigation.getByRole('link', { name: 'Problems, 1' })).toBeVisible()
  })

  await test.step('the answer goes on to the steps after it', async () => {
    const answer = { status: 201, headers: {}, body: { id: 'thing_seen_there' } }
    await pages.problems.saysItWentThrough(pages.run.inspector(STEP), { vendorAnswer: JSON.stringify(answer) })
    await pages.run.expectState('Succeeded')
    await pages.run.select('Note what it said')
    const output = await pages.run.showTab('Note what it said', 'Output')
    await expect(output.getByRole('treeitem', { name: 'thing thing_seen_there' })).toBeVisible()
    expect(await orders.effectsAt('http')).toEqual(['thing.create'])
  })

  await test.step('a second answer is refused', async () => {
    const { items } = await workspace.api.decisions.list('decided')
    const decided = items.find((decision) => decision.runId === runId)
    const second = workspace.api.decisions.decide(decided?.id ?? '', { verdict: 'again' })
    await expect(second).rejects.toBeInstanceOf(PatchbayApiError)
    await expect(second).rejects.toMatchObject({ status: 409 })
  })
})

test('two colleagues answer the same question: the first counts, the second is told', async ({
  pages,
  flows,
  context,
}) => {
  const flowId = await flows.publish('Tell the other warehouse', unsafeWriteFlow(await flows.connectionOf('http')))
  await flows.startAndWatch(flowId, { order: 'A-18' })
  await pages.run.expectState('Needs attention')

  const colleague = pagesOn(await context.newPage())
  await colleague.problems.open()
  const asked = colleague.problems.decision(/Tell the warehouse/)
  await expect(asked).toContainText('A-18')
  await colleague.problems.beginsToSayItWentThrough(asked)

  await pages.problems.open()
  await pages.problems.saysItWentThrough(pages.problems.decision(/Tell the warehouse/), { note: 'I rang them' })
  await expect(pages.problems.page.getByText('Nothing needs a person')).toBeVisible()
  await pages.problems.showDecided()
  await expect(pages.problems.page.getByText(/It went through, said Nora Lindqvist/).first()).toBeVisible()

  // The question goes from the other page, too; whoever is writing an answer keeps it, and learns why it does not count.
  await expect(colleague.problems.page.getByText('Nothing needs a person')).toBeVisible()
  await colleague.problems.finishesSayingItWentThrough()
  await expect(colleague.problems.dialog.getByRole('alert')).toContainText(/decided|answered/)
})
