import type { Page } from '@playwright/test'
import type { FlowComposer } from '../composers/flow-composer.ts'
import { unsafeWriteFlow } from '../composers/flow-documents.ts'
import type { OrderComposer } from '../composers/order-composer.ts'
import type { SeededWorkspace } from '../fixtures/seed-workspace.ts'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** No page has a violation that axe can find: light and dark, empty and with things on it. */

/** What is opened, and what stands there once it has loaded. */
type View = { path: string; shows: string | RegExp }

const SIGNED_OUT: View[] = [
  { path: '/sign-in', shows: 'Sign in' },
  { path: '/sign-up', shows: 'Signing up is closed' },
  { path: '/forgot-password', shows: 'Send the link' },
  { path: '/reset-password?token=gone', shows: 'Change the password' },
  { path: '/verify-email?token=gone', shows: 'The address was not confirmed' },
  { path: '/invite/01a1fdae-11df-72b5-b2cc-2713ab4eba34', shows: 'There is no such invitation' },
]

const EMPTY: View[] = [
  { path: '/', shows: 'Watch it run' },
  { path: '/flows', shows: 'Order journey' },
  { path: '/runs', shows: 'No runs yet' },
  { path: '/runs?state=failed', shows: 'No runs match' },
  { path: '/deliveries', shows: 'Nothing has come in yet' },
  { path: '/problems', shows: 'Nothing needs a person' },
  { path: '/connections', shows: 'Sandbox HubSpot' },
  { path: '/sandbox', shows: 'No orders yet' },
  { path: '/mail', shows: 'No mail yet' },
  { path: '/settings', shows: 'Owner' },
  { path: '/nowhere', shows: /not|no page/i },
  { path: '/runs/01a1fdae-11df-72b5-b2cc-2713ab4eba34', shows: 'The run could not be found' },
]

const FULL: View[] = [
  { path: '/', shows: 'Busiest flows' },
  { path: '/flows', shows: 'Order journey' },
  { path: '/runs', shows: 'Retrying' },
  { path: '/deliveries', shows: 'orders/create' },
  { path: '/problems', shows: 'What was sent' },
  { path: '/connections', shows: 'Needs attention' },
  { path: '/connections?add=1', shows: 'Add a connection' },
  { path: '/connections?add=stripe', shows: 'Stripe' },
  { path: '/sandbox', shows: 'Ilka Varro' },
  { path: '/mail', shows: 'is on its way' },
]

/** What there is in every workspace. */
const SETTINGS: View[] = [
  { path: '/settings', shows: 'Variables' },
  { path: '/settings/api-keys', shows: 'New API key' },
  { path: '/settings/alerts', shows: 'Mail to you' },
  { path: '/settings/audit', shows: 'added the sandbox connection' },
  { path: '/settings/account', shows: 'Change the password' },
  { path: '/settings/sessions', shows: 'This one' },
  { path: '/members', shows: 'What each role may do' },
  { path: '/members?tab=invites', shows: 'Nobody is on the way' },
  { path: '/members?tab=roles', shows: 'Hand over the ownership' },
  { path: '/members?invite=1', shows: 'E-mail addresses' },
]

test.describe.configure({ mode: 'parallel' })

test.describe('signed out', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('the pages before signing in', ({ page }) => expectAccessible(page, SIGNED_OUT))
})

test.describe('in a new workspace', () => {
  test.use({ storageState: async ({ workspaces }, use) => use((await workspaces('a new one')).storageState) })

  test('every page, while there is nothing on it', async ({ page }) => {
    test.slow()
    await expectAccessible(page, EMPTY)
  })
})

test('settings and members', async ({ page }) => {
  test.slow()
  await expectAccessible(page, SETTINGS)
})

test('every page, with things on it', async ({ page, workspace, orders, flows }) => {
  test.slow()
  const full = await fillWorkspace(workspace, orders, flows)
  await expectAccessible(page, [...FULL, ...full])
})

/** Something of every kind; answers the addresses of what was made. */
async function fillWorkspace(
  { api, sandbox }: SeededWorkspace,
  orders: OrderComposer,
  flows: FlowComposer,
): Promise<View[]> {
  const inState = (runId: string, state: string) =>
    expect.poll(async () => (await api.runs.get(runId)).state, { timeout: HANG_MS }).toBe(state)

  const done = await orders.runOf(await orders.place())
  await inState(done, 'succeeded')
  await sandbox.switchFault('crm', { mode: 'fail', status: 401 })
  const held = await orders.runOf(await orders.place())
  await sandbox.switchFault('http', { mode: 'timeout_after_apply', count: 1, method: 'POST' })
  const flow = await flows.publish('Tell the warehouse', unsafeWriteFlow(await flows.connectionOf('http')))
  await api.flows.start(flow, { order: 'A-1' })
  const asked = await flows.runOf(flow)
  await inState(held, 'needs_attention')
  await inState(asked, 'needs_attention')
  await sandbox.switchFault('carrier', { mode: 'down' })
  const retrying = await orders.runOf(await orders.place())
  await inState(retrying, 'retrying')

  const { deliveryId } = await api.runs.get(done)
  return [
    { path: `/runs/${done}`, shows: 'Buy the cheapest label' },
    { path: `/runs/${held}?step=contact`, shows: 'The key is no longer accepted' },
    { path: `/runs/${asked}`, shows: 'Tell the warehouse' },
    { path: `/runs/${retrying}`, shows: /follows|under way/ },
    { path: `/flows/${flow}`, shows: 'Tell the warehouse' },
    { path: `/flows/${flow}?step=tell`, shows: 'Not repeat-safe' },
    { path: `/flows/${flow}?step=tell&tab=test`, shows: 'What is sent' },
    { path: `/flows/${flow}?drawer=versions`, shows: 'Compare' },
    { path: `/flows/${flow}/documentation`, shows: 'What starts it' },
    { path: `/deliveries?id=${deliveryId}`, shows: 'Headers' },
    { path: `/connections?id=${await flows.connectionOf('hubspot')}`, shows: 'Used by' },
  ]
}

async function expectAccessible(page: Page, views: readonly View[]): Promise<void> {
  const found: string[] = []
  for (const { path, shows } of views) {
    await page.goto(path)
    await expect(page.getByText(shows).filter({ visible: true }).first(), `${path} shows ${shows}`).toBeVisible()
    // Some of those words come with the page itself, before what it has asked for.
    await expect(page.getByRole('status', { name: 'Loading', exact: true }), `${path} has loaded`).toHaveCount(0)
    found.push(...(await scanBothThemes(page, path)))
  }
  expect(found).toEqual([])
}
