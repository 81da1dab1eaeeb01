import type { Page } from '@playwright/test'
import { contactFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import type { EditorPage } from '../pages/editor-page.ts'

const CHANGES = 20
const CONTACT = 'Keep the customer'
const MAIL = 'Send an e-mail'

test('twenty changes are taken back one by one, and made again', async ({ pages, page, flows, draw, workspace }) => {
  test.slow()
  const { editor } = pages
  const document = contactFlow(await flows.connectionOf('hubspot'))
  const { id } = await workspace.api.flows.create({ name: 'Contacts', document })
  await editor.openFlow(id)
  const before = await draw.draftOf(id)

  await test.step('twenty changes of every kind', async () => {
    await addSteps(editor)
    await fillIn(editor)
    await moveAbout(editor, page)
  })
  const after = await draw.savedDraft()
  expect(after.steps).toHaveLength(4)

  await test.step('taken back, the draft is what it was', async () => {
    await times(CHANGES, () => editor.undo())
    await expect(editor.button('Undo')).toBeDisabled()
    expect(await draw.savedDraft()).toEqual(before)
  })

  await test.step('made again, it is what it had become', async () => {
    await times(CHANGES, () => editor.redo())
    await expect(editor.button('Redo')).toBeDisabled()
    expect(await draw.savedDraft()).toEqual(after)
  })
})

/** Four. */
async function addSteps(editor: EditorPage): Promise<void> {
  await editor.openStep(CONTACT)
  await editor.add({ says: 'send e-mail', sentence: MAIL, app: 'SMTP' })
  await editor.add({ says: 'delay', sentence: 'Wait' })
  await editor.settings.rename('Wait a little')
  await editor.add({ says: 'stop here', sentence: 'Stop here' })
}

/** Seven. */
async function fillIn(editor: EditorPage): Promise<void> {
  const { settings } = editor
  await editor.openStep(MAIL)
  await settings.text('From').fill('shop@brindle.example')
  await settings.text('Subject').fill('Thank you')
  await settings.openPicker('Text')
  await settings.pickValue('order', 'Order')
  await settings.doWithIt('Text', 'In capital letters')
  await editor.openStep(CONTACT)
  await settings.text('City').fill('Malmö')
  await settings.fillBy('Company', 'Text')
  await settings.text('E-mail').fill('mika@brindle.example')
}

/** Nine. */
async function moveAbout(editor: EditorPage, page: Page): Promise<void> {
  const mail = editor.step(MAIL)
  await mail.click()
  for (const arrow of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(`Alt+${arrow}`)
  await page.keyboard.press('Control+d')
  await expect(mail).toHaveCount(2)
  await page.keyboard.press('Delete')
  await expect(mail).toHaveCount(1)
  await mail.click()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Unplug from Wait a little' }).click()
  await editor.step('Stop here').click()
  await page.keyboard.press('Delete')
  await expect(editor.step('Stop here')).toHaveCount(0)
  await editor.step(CONTACT).click()
  await page.keyboard.press('Alt+ArrowRight')
}

async function times(count: number, act: () => Promise<void>): Promise<void> {
  for (let done = 0; done < count; done++) await act()
}
