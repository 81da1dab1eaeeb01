import { expect, test } from '../fixtures/test.ts'

/** One film: from the list of flows to a green run, with a mouse. */

const TRIGGER = 'When an order is placed'
const CONTACT = 'Create or update the contact'
const MAIL = 'Send an e-mail'
const TAG = 'Tag the order'

test('a flow is drawn, mapped, tested, published and runs', async ({ pages, page, orders, flows, draw, workspace }) => {
  test.slow()
  const { editor, run } = pages
  const { settings } = editor
  const sample = await orders.place()
  await orders.runOf(sample)

  const flowId = await test.step('an empty canvas asks what starts the flow', () => draw.startEmpty())

  await test.step('a start and three steps are carried from the list', async () => {
    await editor.dragIn({ says: 'new order', sentence: TRIGGER }, editor.canvas)
    await expect(editor.step(TRIGGER)).toBeVisible()
    await editor.dragIn({ says: 'contact', sentence: CONTACT }, editor.step(TRIGGER))
    await expect(editor.step(CONTACT)).toBeVisible()
    await editor.dragIn({ says: 'tag order', sentence: TAG }, editor.step(CONTACT))
    await expect(editor.step(TAG)).toBeVisible()
    // Onto a step in the middle, it goes on from there and what came after comes after it.
    await editor.dragIn({ says: 'send e-mail', sentence: MAIL, app: 'SMTP' }, editor.step(CONTACT))
    await expect(editor.steps).toHaveCount(4)
    const { edges } = await draw.savedDraft()
    expect(edges).toHaveLength(3)
  })

  await test.step('a value is drawn from the order into a field', async () => {
    await editor.openStep(CONTACT)
    await settings.openPicker('E-mail')
    await settings.dragValue('order email', 'E-mail', settings.text('E-mail'))
    await settings.closePicker()
    await expect(settings.chip('E-mail', `${TRIGGER} › E-mail`)).toBeVisible()
  })

  await test.step('one is filled by a table of what becomes what', async () => {
    await settings.rareFields.click()
    await settings.fillBy('Lifecycle stage', 'Value map')
    await settings.noValue('Lifecycle stage').click()
    await settings.pickValue('payment status', 'Financial status')
    await settings.becomes('authorized', 'Customer')
  })

  await test.step('and one by a value with something done to it', async () => {
    await settings.fillBy('Last name', 'Mapped')
    await settings.pickValue('customer last name', 'Last name')
    await settings.doWithIt('Last name', 'In capital letters')
    await expect(settings.panel.getByText(/VARRO/)).toBeVisible()
  })

  await test.step('the step is tried on the sandbox, with the order that came in', async () => {
    await settings.testButton.click()
    await settings.expectTested(`Order ${sample.name}`)
    await expect(settings.cameBack.getByRole('treeitem', { name: 'text E-mail ilka.varro@example.com' })).toBeVisible()
    await expect(settings.sent).toContainText('VARRO')
    await settings.showTab('Set up')
  })

  await test.step('the other two are filled in', async () => {
    await editor.openStep(MAIL)
    await settings.text('From').fill('shop@brindle.example')
    await settings.openPicker('To')
    await settings.pickValue('order email', 'E-mail')
    await settings.text('Subject').fill('Thank you')
    await settings.text('Text').fill('We are packing it.')
    await editor.openStep(TAG)
    await settings.openPicker('Order')
    await settings.pickValue('order graphql', 'Order ID')
    await settings.panel.getByRole('button', { name: 'Add', exact: true }).click()
    await settings.text('Tags, 1').fill('thanked')
    await settings.close()
  })

  await test.step('it is published and switched on', () => draw.publishAndSwitchOn())

  await test.step('the next order goes through it', async () => {
    const order = await orders.place()
    await run.openRun(await flows.runOf(flowId))
    await expect(run.heading(order.name)).toBeVisible()
    await run.expectState('Succeeded')
    await run.expectSteps('succeeded', [TRIGGER, CONTACT, MAIL])
    await run.select(CONTACT)
    const sent = await run.showTab(CONTACT, 'Input')
    await expect(sent.getByRole('treeitem', { name: 'lastName VARRO' })).toBeVisible()
    await expect(sent.getByRole('treeitem', { name: 'lifecycleStage customer' })).toBeVisible()
    await expect(sent.getByRole('treeitem', { name: 'email ilka.varro@example.com' })).toBeVisible()
    expect((await workspace.sandbox.order(order.id)).tags).toContain('thanked')
    await expect(page.getByRole('link', { name: 'New flow' }).first()).toBeVisible()
  })
})
