import { expect, test } from '../fixtures/test.ts'

/** The same film without a pointer: every key is one a person presses. */

const TRIGGER = 'When an order is created'
const CONTACT = 'Create or update the contact'
const MAIL = 'Send an e-mail'
const FILTER = 'Go on only when'

test('a flow is drawn, mapped, tested, published and runs, by keys alone', async ({
  pages,
  page,
  orders,
  flows,
  keys,
}) => {
  test.slow()
  const { editor, run } = pages
  const { settings } = editor
  const sample = await orders.place()
  await orders.runOf(sample)

  await test.step('from the list of flows onto an empty canvas', async () => {
    await pages.flows.open()
    await keys.press(pages.flows.button('New flow'))
    await expect(page.getByRole('heading', { name: 'What starts this flow?' })).toBeVisible()
  })

  await test.step('a start and three steps are chosen by what they do', async () => {
    await keys.addStep('order created', TRIGGER)
    await keys.addStep('contact', CONTACT)
    await keys.addStep('only when', FILTER)
    await keys.addStep('send e-mail', MAIL)
    await expect(editor.steps).toHaveCount(4)
  })
})
