import { expect, test } from '../fixtures/test.ts'

/** The same film without a pointer: every key is one that a person presses. */

const TRIGGER = 'When an order is placed'
const CONTACT = 'Create or update the contact'
const MAIL = 'Send an e-mail'
const STOP = 'Stop here'

test('a flow is drawn, mapped, tested, published and runs, by keys alone', async ({ pages, page, orders, keys }) => {
  test.slow()
  const { editor, run, runs } = pages
  const { settings } = editor
  const sample = await orders.place()
  await orders.runOf(sample)

  await test.step('from the list of flows onto an empty canvas', async () => {
    await pages.flows.open()
    await keys.press(pages.flows.button('New flow'))
    await expect(page.getByRole('heading', { name: 'What starts this flow?' })).toBeVisible()
  })

  await test.step('a start and three steps are chosen by what they do', async () => {
    await keys.addStep('order placed', TRIGGER)
    await keys.addStep('contact', CONTACT)
    await keys.addStep('smtp', MAIL)
    await keys.addStep('stop here', STOP)
    await expect(editor.steps).toHaveCount(4)
  })

  await test.step('a value of the order fills a field', async () => {
    await keys.openStep(CONTACT)
    await keys.pickValue(settings.text('E-mail'), 'order email')
    await expect(settings.chip('E-mail', 'Order › E-mail')).toBeVisible()
  })

  await test.step('a table of what becomes what fills another', async () => {
    await keys.press(settings.rareFields)
    await keys.choose(settings.way('Lifecycle stage'), 'Value map')
    await keys.press(settings.noValue('Lifecycle stage'))
    await keys.find('financial status')
    await keys.choose(settings.becomesControl('authorized'), 'Customer')
  })

  await test.step('and a value with something done to it a third', async () => {
    await keys.choose(settings.way('Last name'), 'Mapped')
    await keys.find('customer last name')
    await keys.press(settings.functionsOf('Last name'))
    await expect(settings.functionSearch).toBeFocused()
    await page.keyboard.type('capital')
    await page.keyboard.press('Enter')
    await expect(settings.panel.getByText(/VARRO/)).toBeVisible()
  })

  await test.step('the step is tried on the sandbox', async () => {
    await page.keyboard.press('Control+Enter')
    await settings.expectTested(`Order ${sample.name}`)
    await expect(settings.cameBack.getByRole('treeitem', { name: 'text E-mail ilka.varro@example.com' })).toBeVisible()
  })

  await test.step('the mail is filled in', async () => {
    await keys.openStep(MAIL)
    await keys.type(settings.text('From'), 'shop@brindle.example')
    await keys.pickValue(settings.text('To'), 'order email')
    await keys.type(settings.text('Subject'), 'Thank you')
    await keys.type(settings.text('Text'), 'We are packing it.')
  })

  await test.step('it is published and switched on', async () => {
    await keys.openStep(TRIGGER)
    // Out of its settings, where letters are typed, back onto the canvas.
    await page.keyboard.press('Escape')
    await page.keyboard.press('p')
    const panel = page.getByRole('dialog', { name: /^Publish / })
    await keys.press(panel.getByRole('button', { name: /^Publish .*as v1$/ }))
    await expect(panel).toBeHidden()
    await keys.press(editor.flowSwitch, 'Space')
    await expect(editor.flowSwitch).toBeChecked()
  })

  await test.step('the next order goes through it, and its run is found', async () => {
    const order = await orders.place()
    await keys.choose(editor.button('New flow'), 'Its runs')
    await keys.press(runs.linkTo(order.name))
    await expect(run.heading(order.name)).toBeVisible()
    await run.expectState('Succeeded')
    await run.expectSteps('succeeded', [TRIGGER, CONTACT, MAIL, STOP])
    expect(await orders.mailSaying('Thank you')).toHaveLength(1)
  })
})
