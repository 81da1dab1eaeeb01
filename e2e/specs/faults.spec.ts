import { expect, test } from '../fixtures/test.ts'

/** What a run does when a vendor does not do its part. */

const LABEL = 'Buy the cheapest label'
const CAPTURE = 'Capture the payment'
const CONTACT = 'Update the customer'
const CRM = 'Sandbox HubSpot'

test.afterEach(({ workspace }) => workspace.sandbox.clearFaults())

test('the carrier fails twice: the run is seen retrying, then succeeds with all tries listed', async ({
  pages,
  orders,
}) => {
  test.slow()
  await pages.shop.open()
  await pages.shop.fault('Carrier').click()
  await expect(pages.shop.faults.getByText('Fails the next 2 calls with 503.')).toBeVisible()

  await orders.placeAndWatch()
  await pages.run.expectState('Retrying')
  await pages.run.expectStep(LABEL, 'retrying')
  const step = await pages.run.select(LABEL)
  await expect(step.getByRole('heading', { name: /^Try \d.* follows$/ })).toBeVisible()
  await expect(step).toContainText('What came before is saved. It goes on by itself.')

  await pages.run.expectState('Succeeded')
  await expect(step.getByRole('heading', { name: 'Done at the third try' })).toBeVisible()
  const tries = await pages.run.tries(LABEL)
  await expect(tries).toHaveCount(3)
  await expect(tries.nth(0)).toContainText('503')
  await expect(tries.nth(1)).toContainText('503')
  expect(await orders.effectsAt('easypost')).toHaveLength(2)
})

test('an answer is lost after the payment was captured: it is captured once', async ({ pages, orders, workspace }) => {
  await workspace.sandbox.switchFault('payments', { mode: 'timeout_after_apply', count: 1, method: 'POST' })
  const before = await capturesAt(orders)

  await orders.placeAndWatch()
  await pages.run.expectState('Succeeded')
  await pages.run.select(CAPTURE)
  const tries = await pages.run.tries(CAPTURE)
  await expect(tries).toHaveCount(2)
  await expect(pages.run.inspector(CAPTURE)).toContainText('Applied once. Retrying the run does not repeat it.')
  expect(await capturesAt(orders)).toBe(before + 1)
})

async function capturesAt(orders: { effectsAt: (simulator: string) => Promise<string[]> }): Promise<number> {
  return (await orders.effectsAt('stripe')).filter((action) => action.includes('capture')).length
}

test('the CRM refuses the key: the run is held, and goes on by itself once a working key is in', async ({
  pages,
  page,
  orders,
  workspace,
}) => {
  test.slow()
  await workspace.sandbox.switchFault('crm', { mode: 'fail', status: 401 })
  const order = await orders.placeAndWatch()

  await test.step('the run waits at that step and says why', async () => {
    await pages.run.expectState('Needs attention')
    await pages.run.expectStep('E-mail the tracking link', 'succeeded')
    await pages.run.expectStep(CONTACT, 'needs attention')
    await expect(pages.run.inspector(CONTACT)).toContainText('The key is no longer accepted')
  })

  await test.step('home says which connection, and leads to it', async () => {
    await pages.home.open()
    await expect(page.getByText(`“${CRM}” is no longer accepted`)).toBeVisible()
    await expect(page.getByText(/1 run is held/)).toBeVisible()
    await page.getByRole('link', { name: 'Reconnect' }).click()
    await expect(pages.connections.panel(CRM)).toContainText('1 run is held before “Update the customer”.')
    await expect(pages.connections.row(CRM)).toContainText('Needs attention')
  })

  const panel = pages.connections.panel(CRM)
  await test.step('a key that the vendor refuses is not taken', async () => {
    await workspace.sandbox.clearFault('crm')
    await pages.connections.replaceKey(panel, /token/i, 'pat-bad-0001')
    await expect(panel.getByRole('alert')).toBeVisible()
    await expect(pages.connections.row(CRM)).toContainText('Needs attention')
  })

  await test.step('one that works is', async () => {
    await pages.connections.replaceKey(panel, /token/i, 'pat-eu1-0002')
    await expect(pages.connections.row(CRM)).toContainText('Working')
    await expect(panel.getByText('The key is no longer accepted')).toHaveCount(0)
  })

  await test.step('the run went on', async () => {
    await pages.run.openRun(order.runId)
    await pages.run.expectState('Succeeded')
    await pages.run.expectStep(CONTACT, 'succeeded')
    expect(await orders.mailAbout(order)).toHaveLength(1)
  })
})
