import { expect, test } from '../fixtures/test.ts'

/** Containers, lanes, an undo, a person asked, an event waited for: drawn by hand, published as drawn. */

const TRIGGER = 'When an order is placed'
const TRY = 'Try this'
const CAPTURE = 'Capture the payment'
const REFUND = 'Refund the payment'
const MAIL = 'Send an e-mail'
const TAG = 'Tag the order'
const ASK = 'Ask for approval'
const WAIT = 'Wait until a parcel’s tracking changes'
const LOOP = 'For each item'

test('a try with its undo, an approval, a wait for an event and a loop in batches', async ({ pages, page, draw }) => {
  test.slow()
  const { editor } = pages
  const { settings } = editor
  const flowId = await draw.startEmpty()

  await test.step('a try after the start, with a step in each of its lanes', async () => {
    await editor.add({ says: 'new order', sentence: TRIGGER })
    await editor.add({ says: 'undo', sentence: 'Try, and undo when it fails', named: TRY })
    await editor.addByMenu(TRY, 'Add to: What is tried', { says: 'capture payment', sentence: CAPTURE })
    await settings.text('Payment intent').fill('pi_3QkYbR')
    await editor.addByMenu(TRY, 'Add to: If it fails', { says: 'send e-mail', sentence: MAIL, app: 'SMTP' })
    await settings.text('From').fill('shop@brindle.example')
    await settings.text('To').fill('desk@brindle.example')
    await settings.text('Subject').fill('A payment failed')
    await settings.text('Text').fill('Please look.')
    await editor.addByMenu(TRY, 'Add to: Always, at the end', { says: 'tag order', sentence: TAG })
    await settings.text('Order').fill('gid://shopify/Order/1')
    await settings.panel.getByRole('button', { name: 'Add', exact: true }).click()
    await settings.text('Tags, 1').fill('tried')
    await expect(editor.cable(`Cable from ${TRY}, if it fails, to ${MAIL}`)).toHaveCount(1)
  })

  await test.step('what takes the payment back is chosen where its tries are', async () => {
    await editor.openStepByKey(CAPTURE)
    await settings.showTab('Retry & errors')
    await settings.choose('What undoes it', `New step: ${REFUND}`)
    await expect(editor.step(REFUND)).toHaveAccessibleName(/undoes step 3$/)
    await settings.panel.getByRole('button', { name: 'Set it up' }).click()
    await settings.showTab('Set up')
    await settings.text('Payment intent').fill('pi_3QkYbR')
  })

  await test.step('it moves to another lane and back by the menu', async () => {
    await editor.fromStepMenu(TAG, 'Move to: If it fails')
    await expect(editor.step(TAG)).toHaveAccessibleName(/if it fails/)
    await editor.undo()
    await expect(editor.step(TAG)).toHaveAccessibleName(/always at the end/)
  })

  await test.step('a person is asked after it', async () => {
    await editor.openStepByKey(TRY)
    await editor.add({ says: 'approve', sentence: ASK })
    await settings.text('Question').fill('May we ship it?')
    await settings.choose('A role that is asked', 'every operator')
    await settings.panel.getByRole('button', { name: 'Add a fact' }).click()
    await settings.text('What it is').fill('Order')
    await settings.text('Order').fill('#1001')
    await expect(settings.panel.getByRole('figure', { name: 'The page as it will be seen' })).toContainText('#1001')
  })

  await test.step('then an event is waited for', async () => {
    await editor.add({ says: 'wait until delivered', sentence: WAIT })
    await settings.choose('The event’s', 'Tracking code')
    await settings.text('Equals').fill('EZ1000000001')
  })

  await test.step('then a list is gone through, ten items together', async () => {
    await editor.add({ says: 'for each', sentence: 'Repeat for each item', named: LOOP })
    await settings.chooseList('For each item of')
    await settings.pickValue('line items', 'Line items')
    await settings.text('Items each time around').fill('10')
    await settings.text('At a time').fill('4')
    await editor.addByMenu(LOOP, 'Add a step inside', { says: 'delay', sentence: 'Wait' })
    await expect(editor.step(LOOP)).toContainText('10 together, 4 at a time')
  })

  await test.step('it is published as it is drawn', async () => {
    await editor.publishAll(await editor.askToPublish())
    const { steps, edges } = await draw.versionOf(flowId, 1)
    const places = Object.fromEntries(steps.map(({ name, parent, lane }) => [name, [parent ?? null, lane ?? null]]))
    expect(places).toMatchObject({
      [CAPTURE]: ['try', null],
      [REFUND]: ['try', null],
      [MAIL]: ['try', 'catch'],
      [TAG]: ['try', 'finally'],
      [ASK]: [null, null],
    })
    const ports = edges.map(({ from, port, to }) => `${from}.${port}>${to}`)
    expect(ports).toEqual(
      expect.arrayContaining([
        'capturePaymentIntent.undo>refundPayment',
        'try.out>approval',
        'approval.approved>trackingChanged',
      ]),
    )
    expect(steps.find(({ name }) => name === LOOP)).toMatchObject({ batchSize: 10, concurrency: 4 })
    await expect(page.getByText('v1').first()).toBeVisible()
  })
})
