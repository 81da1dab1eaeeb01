import { lookedUpFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'

/** What a newcomer stumbled over: a step tried before those it reads from, and picking a value by its human name. */

const GET = 'Look the order up'
const CONTACT = 'Keep the customer'

test('a step whose values come from untried steps is tried together with them, by one more press', async ({
  pages,
  page,
  orders,
  flows,
  workspace,
}) => {
  test.slow()
  const { editor } = pages
  const { settings } = editor
  const order = await orders.placeAndWatch()
  // The shop's own flow is through with it: what comes from now on at the vendors is the test's.
  await pages.run.expectState('Succeeded')
  const before = await orders.effectsAt('hubspot')
  const document = lookedUpFlow({
    shop: await flows.connectionOf('shopify'),
    crm: await flows.connectionOf('hubspot'),
  })
  const { id } = await workspace.api.flows.create({ name: 'Keep customers', document })
  await editor.openFlow(id)
  await editor.openStepByKey(CONTACT)
  await expect(settings.panel).toContainText(`“${GET}” has given nothing yet. Test it to see what this becomes.`)
  await settings.testButton.click()
  await expect(settings.stepsBefore).toContainText(`“${GET}” has given nothing yet.`)
  // Nothing was sent with a hole in it.
  expect(await orders.effectsAt('hubspot')).toEqual(before)

  await expect(settings.testBefore).toBeFocused()
  await page.keyboard.press('Enter')
  await settings.expectTested(`Order ${order.name}`)
  await expect(settings.sent).toContainText(`Order ${order.name}`)
  await expect(settings.stepsBefore).toHaveCount(0)

  // From now on it is tried alone: what the others gave is known.
  await settings.testAlone()
  await settings.expectTested(`Order ${order.name}`)
})

test('the order number is found by that name, and a chip opens the values where it comes from', async ({
  pages,
  page,
  orders,
  flows,
  workspace,
}) => {
  const { editor } = pages
  const { settings } = editor
  const order = await orders.place()
  await orders.runOf(order)
  const document = lookedUpFlow({
    shop: await flows.connectionOf('shopify'),
    crm: await flows.connectionOf('hubspot'),
  })
  const { id } = await workspace.api.flows.create({ name: 'Name the values', document })
  await editor.openFlow(id)
  await editor.openStepByKey(CONTACT)

  await test.step('by its human name', async () => {
    await settings.text('Company').press('Alt+m')
    await settings.pickerSearch().fill('order number')
    await expect(settings.value('Order number')).toContainText(order.name)
    await page.keyboard.press('Escape')
    await expect(settings.picker).toBeHidden()
  })

  const chip = settings.chip('E-mail', 'When an order is placed › E-mail')
  await test.step('a chip opens them at its value, and Escape goes back to it', async () => {
    await chip.click()
    await expect(settings.pickerSearch()).toBeFocused()
    await expect(settings.marked).toHaveAccessibleName(/^text E-mail/)
    await expect(settings.marked).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('Escape')
    await expect(settings.picker).toBeHidden()
    await expect(chip).toBeFocused()
  })

  await test.step('one among words does so too', async () => {
    const among = settings.text('Company').getByRole('button', { name: /Order number/ })
    await among.click()
    await expect(settings.marked).toHaveAccessibleName(/^text Order number/)
    await page.keyboard.press('Escape')
    await expect(among).toBeFocused()
  })

  await test.step('arrows rest on what can be used, or on what opens and says why not', async () => {
    await chip.click()
    for (let steps = 0; steps < 25; steps++) {
      await page.keyboard.press('ArrowDown')
      const isShut = (await settings.marked.getAttribute('aria-expanded')) === 'false'
      const isRefused = (await settings.marked.getAttribute('aria-disabled')) === 'true'
      expect(isRefused && !isShut).toBe(false)
      if (isRefused) await expect(settings.picker.getByRole('status')).toContainText('Enter opens it.')
    }
    await page.keyboard.press('Escape')
  })
})
