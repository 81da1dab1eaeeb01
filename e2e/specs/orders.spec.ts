import { expect, test } from '../fixtures/test.ts'

/** Which way the Order journey takes, and what the customer hears. */

test('a declined card: no money, no parcel, a mail that asks for another card', async ({ pages, page, orders }) => {
  await pages.shop.open()
  await pages.shop.putInBasket('Desk fern')
  await pages.shop.chooseCard('Is declined')
  const name = await pages.shop.placeAndPay()
  await pages.shop.watch(name)

  await pages.run.expectStoppedBy('Stop: not paid')
  await pages.run.expectSteps('succeeded', ['Can this order go out?', 'Ask for another card', 'Stop: not paid'])
  await pages.run.expectSteps('skipped', ['Capture the payment', 'Buy the cheapest label', 'Ask for the address'])
  await pages.mail.open()
  await expect(pages.mail.line(`Order ${name}: your payment did not go through`)).toBeVisible()
  expect(await orders.effectsAt('easypost')).toEqual([])
  await expect(page.getByText(`Order ${name} is on its way`)).toHaveCount(0)
})

test('no address: the customer is asked for one before any money is taken', async ({ pages, orders }) => {
  await pages.shop.open()
  await pages.shop.putInBasket('Desk fern')
  await pages.shop.leaveOutTheAddress()
  const name = await pages.shop.placeAndPay()
  await pages.shop.watch(name)

  await pages.run.expectStoppedBy('Stop: the address is missing')
  await pages.run.expectSteps('succeeded', ['Ask for the address', 'Stop: the address is missing'])
  await pages.run.expectSteps('skipped', ['Capture the payment', 'Buy the cheapest label', 'Ask for another card'])
  expect(await orders.mailAbout({ id: '', name })).toEqual([`Order ${name}: where shall it go?`])
})

test('sold out: the money goes back, the order is tagged, the customer told', async ({ pages, orders, workspace }) => {
  const order = await orders.placeAndWatch({ lines: { 'Canvas tote': 1 } })

  await pages.run.expectStoppedBy('Stop: sold out')
  await pages.run.expectSteps('succeeded', [
    'Capture the payment',
    'Give the money back',
    'Tag it: out of stock',
    'E-mail that it is sold out',
    'Stop: sold out',
  ])
  await pages.run.expectSteps('skipped', ['Take it off the shelves', 'Buy the cheapest label'])
  expect(await orders.mailAbout(order)).toEqual([`Order ${order.name}: sold out`])
  expect((await workspace.sandbox.order(order.id)).tags).toContain('out of stock')
})

test('a part is there: that part is shipped and the rest announced', async ({ pages, orders, workspace }) => {
  const order = await orders.placeAndWatch({ lines: { 'Stoneware mug': 2, 'Canvas tote': 1 } })

  await pages.run.expectState('Succeeded')
  await pages.run.expectSteps('succeeded', [
    'Take what is there',
    'Buy a label for this part',
    'Mark this part as shipped',
    'Tag it: partly shipped',
    'E-mail that a part is coming',
  ])
  await pages.run.expectSteps('skipped', ['Take it off the shelves', 'Give the money back'])
  const after = await workspace.sandbox.order(order.id)
  expect(after.fulfillmentStatus).toBe('partial')
  expect(after.trackingNumbers).toHaveLength(1)
  expect(await orders.mailAbout(order)).toEqual([`A part of order ${order.name} is on its way`])
})

test('cancelled before its event arrived: nothing is charged, shipped or mailed', async ({
  pages,
  orders,
  workspace,
}) => {
  // The event is held back, as a slow shop would, until the order is cancelled.
  await workspace.sandbox.shopEvents({ delayMs: 3_000 })
  const order = await orders.place()
  await workspace.sandbox.cancel(order.id)
  await workspace.sandbox.shopEvents({ delayMs: 0 })
  await pages.run.openRun(await orders.runOf(order))

  await pages.run.expectState('Cancelled')
  await pages.run.expectStep('Stop: the order was cancelled', 'succeeded')
  await pages.run.expectSteps('skipped', ['Capture the payment', 'Buy the cheapest label', 'Ask for another card'])
  expect(await orders.mailAbout(order)).toEqual([])
})
