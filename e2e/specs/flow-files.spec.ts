import { readFile } from 'node:fs/promises'
import { contactFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'

/** Flows that come from elsewhere: from a file, and from the gallery. */

const STEP = 'Keep the customer'

test('a flow is saved as a file and brought in again, on another connection', async ({
  pages,
  page,
  flows,
  draw,
  workspace,
}, info) => {
  const { editor } = pages
  const first = await flows.connectionOf('hubspot')
  const { id: second } = await workspace.api.connections.create({
    connector: 'hubspot',
    name: 'Another HubSpot',
    environment: 'sandbox',
    values: {},
  })
  const { id: original } = await workspace.api.flows.create({ name: 'Contacts', document: contactFlow(first) })

  const file = await test.step('its menu saves it as a file, which names no connection of this workspace', async () => {
    await editor.openFlow(original)
    const saving = page.waitForEvent('download')
    await editor.fromMenu('Contacts', 'Save as a file')
    const download = await saving
    expect(download.suggestedFilename()).toBe('contacts.flow.json')
    const path = info.outputPath('contacts.flow.json')
    await download.saveAs(path)
    expect(await readFile(path, 'utf8')).not.toContain(first)
    return path
  })

  await test.step('on the way in, the connection is chosen', async () => {
    await pages.flows.open()
    await pages.flows.button('Import').click()
    await pages.flows.dialog.getByLabel('File of a flow').setInputFiles(file)
    const dialog = page.getByRole('dialog', { name: 'Import Contacts' })
    await dialog.getByLabel('Name').fill('Contacts again')
    await dialog.getByRole('combobox', { name: 'Connection for HubSpot' }).click()
    await page.getByRole('option', { name: /^Another HubSpot/ }).click()
    await dialog.getByRole('button', { name: 'Import as a draft' }).click()
    await expect(editor.step(STEP)).toBeVisible()
  })

  await test.step('it is a draft of its own, the same but for its connection', async () => {
    expect(editor.flowId).not.toBe(original)
    const before = await draw.draftOf(original)
    const after = await draw.draftOf(editor.flowId)
    const steps = before.steps.map((step) => (step.connectionId === first ? { ...step, connectionId: second } : step))
    expect(after).toEqual({ ...before, steps })
    await expect(editor.flowSwitch).not.toBeChecked()
    await editor.openStep(STEP)
    await expect(
      editor.settings.panel.getByRole('button', { name: 'Connection: Another HubSpot, change' }),
    ).toBeVisible()
  })
})

test('a file that is no flow is refused in words', async ({ pages, page }) => {
  await pages.flows.open()
  await pages.flows.button('Import').click()
  await pages.flows.dialog
    .getByLabel('File of a flow')
    .setInputFiles({ name: 'orders.json', mimeType: 'application/json', buffer: Buffer.from('{"orders":[]}') })
  await expect(pages.flows.alert).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Import a flow' })).toBeVisible()
})

test('a flow is begun from a template, published, and runs', async ({ pages, page, draw, orders, flows }) => {
  const { editor, run } = pages
  await pages.flows.open()
  await pages.flows.button('Start from a template').click()
  const gallery = page.getByRole('dialog', { name: 'Start from a template' })
  await gallery.getByRole('searchbox', { name: 'Find a template' }).fill('HubSpot')
  await gallery.getByRole('button', { name: /^New order: customer to HubSpot/ }).click()
  const form = page.getByRole('dialog', { name: 'New order: customer to HubSpot' })
  await form.getByLabel('Name').fill('Customers to HubSpot')
  await form.getByRole('combobox', { name: 'Connection for HubSpot' }).click()
  await page.getByRole('option', { name: /^Sandbox HubSpot/ }).click()
  await form.getByRole('button', { name: 'Make this flow' }).click()

  await expect(editor.steps).toHaveCount(3)
  await draw.publishAndSwitchOn()
  const order = await orders.place()
  await run.openRun(await flows.runOf(editor.flowId))
  await expect(run.heading(order.name)).toBeVisible()
  await run.expectState('Succeeded')
  await run.expectStep('Keep the customer in HubSpot', 'succeeded')
})
