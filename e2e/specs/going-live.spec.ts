import { contactFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'

const STEP = 'Keep the customer'
const LIVE = 'Customers'
/** What the real vendor answers, and no simulator does. */
const FROM_THE_VENDOR = 'id 4711'

test('a flow leaves the sandbox: what is missing is said, an account is connected in place, and then runs are real', async ({
  pages,
  page,
  flows,
  draw,
  connect,
}) => {
  test.slow()
  const { editor, run } = pages
  const flowId = await flows.publish('Contacts', contactFlow(await flows.connectionOf('hubspot')))
  const panel = page.getByRole('dialog', { name: 'Take Contacts live' })
  const goLive = panel.getByRole('button', { name: 'Go live' })

  await test.step('without a live account it cannot, and says so', async () => {
    await editor.openFlow(flowId)
    await editor.button('Go live').click()
    await expect(panel).toContainText('There is no live connection for HubSpot yet. Connect one.')
    await expect(goLive).toBeDisabled()
  })

  await test.step('the effects that become real are listed', async () => {
    const effect = panel.getByRole('listitem').filter({ hasText: STEP })
    await expect(effect).toContainText('HubSpot: Create or update contact. Applied once.')
  })

  await test.step('an account is connected without leaving, and checked', async () => {
    await panel.getByRole('button', { name: 'Connect HubSpot' }).click()
    await connect.signInToHubspot(page.getByRole('dialog', { name: 'Connect HubSpot' }), LIVE)
    await expect(panel.getByRole('combobox', { name: 'Live connection in place of Sandbox HubSpot' })).toHaveText(LIVE)
    await expect(panel.getByText('1 of 1 work')).toBeVisible()
  })

  await test.step('it goes live: another version, on the live account, switched on', async () => {
    await goLive.click()
    await expect(page.getByText('Contacts is live', { exact: true })).toBeVisible()
    await expect(panel).toBeHidden()
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    const live = await flows.connectionNamed(LIVE)
    const { steps } = await draw.versionOf(flowId, 2)
    expect(steps.map(({ connectionId }) => connectionId)).toContain(live)
    await expect(editor.flowSwitch).toBeChecked()
  })

  await test.step('the next run speaks to the vendor itself', async () => {
    await flows.startAndWatch(flowId, { order: 'B-1' })
    await run.expectState('Succeeded')
    await run.select(STEP)
    const answer = await run.showTab(STEP, 'Output')
    await expect(answer.getByRole('treeitem', { name: FROM_THE_VENDOR })).toBeVisible()
  })
})
