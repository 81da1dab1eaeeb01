import { contactFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'

/** An account at a vendor: signing in, tokens that are renewed, signing in again. */

const NAME = 'Customers'
const STEP = 'Keep the customer'

test('a person signs in, calls go on when tokens end, and a sign-in that ended is mended in place', async ({
  pages,
  page,
  flows,
  connect,
  vendor,
  workspace,
}) => {
  test.slow()
  const panel = await test.step('a person sets up the app and signs in at the vendor', async () => {
    const opened = await connect.connectHubspot(NAME)
    await expect(opened.getByText('Read contacts')).toBeVisible()
    await expect(pages.connections.row(NAME)).toContainText('HubSpot · signed in')
    await expect(pages.connections.row(NAME)).toContainText('Working')
    return opened
  })

  const { items } = await workspace.api.connections.list()
  const connectionId = items.find(({ name }) => name === NAME)?.id ?? ''
  const flowId = await flows.publish('Contacts', contactFlow(connectionId))

  await test.step('a call goes out with its token', async () => {
    await flows.startAndWatch(flowId, { order: 'B-1' })
    await pages.run.expectState('Succeeded')
  })

  await test.step('a token that has ended is renewed, and the call does not fail', async () => {
    const before = await vendor.renewals()
    await vendor.expireAccessTokens()
    await flows.startAndWatch(flowId, { order: 'B-2' })
    await pages.run.expectState('Succeeded')
    expect(await vendor.renewals()).toBe(before + 1)
  })

  const runId = await test.step('a sign-in that was ended at the vendor holds the run', async () => {
    await vendor.endSignIns()
    const id = await flows.startAndWatch(flowId, { order: 'B-3' })
    await pages.run.expectStep(STEP, 'needs attention')
    return id
  })

  await test.step('saying no at the vendor changes nothing', async () => {
    await pages.connections.open(`?id=${connectionId}`)
    await expect(panel.getByText('The sign-in has ended')).toBeVisible()
    await connect.atVendor(panel.getByRole('button', { name: 'Sign in again' }), 'refuse')
    await expect(panel.getByRole('alert')).toContainText('You did not allow it at HubSpot')
  })

  await test.step('signing in again lets the held run go on', async () => {
    await connect.atVendor(panel.getByRole('button', { name: 'Sign in again' }), 'allow')
    await expect(pages.connections.row(NAME)).toContainText('Working')
    await pages.run.openRun(runId)
    await pages.run.expectState('Succeeded')
  })

  await test.step('revoking names what stops, and ends it at the vendor too', async () => {
    await pages.connections.open(`?id=${connectionId}`)
    await panel.getByRole('button', { name: 'Revoke…' }).click()
    await expect(pages.connections.dialog).toContainText(`Contacts › ${STEP}`)
    await pages.connections.dialog.getByRole('button', { name: `Revoke ${NAME}` }).click()
    await expect(page.getByText('The sign-in was ended at HubSpot too.')).toBeVisible()
    await expect(pages.connections.row(NAME)).toHaveCount(0)
  })
})

test('an answer that comes back to another browser is refused in words', async ({ pages, page, browser, stack }) => {
  // Somebody who got hold of an address that a vendor sent another person back to.
  const other = await browser.newContext({ baseURL: stack.urls.web, storageState: undefined })
  const stolen = await other.newPage()
  await stolen.goto('/api/oauth/callback?state=made-up&code=made-up')
  await expect(stolen.getByRole('status')).toContainText('You are not signed in to Patchbay')
  await other.close()

  await page.goto('/api/oauth/callback?state=made-up&code=made-up')
  await expect(page.getByRole('status')).toContainText('was not begun in this workspace')
  await pages.connections.link('Go to Connections').click()
  await expect(pages.connections.heading('Connections')).toBeVisible()
})
