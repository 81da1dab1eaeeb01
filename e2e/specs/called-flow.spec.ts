import { calledFlow, callingFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'

/** A flow that runs another one: who looks at a run sees which, and gets to it; the other can be begun by hand too. */

test('a run says which flow its step runs, and leads to that run and back', async ({ pages, page, flows }) => {
  const { run } = pages
  const called = await flows.publish('Refund desk', calledFlow())
  const calling = await flows.publish('Returns', callingFlow(called))
  await flows.startAndWatch(calling, { order: 'R-1' })
  await run.expectState('Succeeded')
  await expect(run.step('Give the money back', 'succeeded')).toContainText('Runs “Refund desk”')
  const inspector = await run.select('Give the money back')
  await expect(inspector).toContainText('Runs “Refund desk”')
  await inspector.getByRole('link', { name: 'Open its run of “Refund desk”' }).click()
  await run.expectStep('Note the order', 'succeeded')
  await expect(page.getByText(/^Called by/)).toBeVisible()
})

test('a flow that others run is begun by hand with what they would give it', async ({ pages, page, flows }) => {
  const flowId = await flows.publish('Refund desk by hand', calledFlow())
  await pages.editor.openFlow(flowId)
  await pages.editor.fromMenu('Refund desk by hand', 'Start a run…')
  const dialog = page.getByRole('dialog', { name: 'Start “Refund desk by hand”' })
  await expect(dialog).toContainText('as if another flow had called it')
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(dialog.getByText('Order is needed.')).toBeVisible()
  await dialog.getByLabel('Order').fill('R-2')
  await dialog.getByLabel('Lines').fill('two mugs')
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(dialog.getByText('Lines takes a list or an object, written as JSON.')).toBeVisible()
  await dialog.getByLabel('Lines').fill('[{"sku":"MUG","quantity":2}]')
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await pages.run.openRun(await flows.runOf(flowId))
  await pages.run.expectState('Succeeded')
  const panel = await pages.run.select('When another flow runs it')
  await expect(panel).toContainText('MUG')
})
