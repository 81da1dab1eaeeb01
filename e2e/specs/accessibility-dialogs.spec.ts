import type { Locator } from '@playwright/test'
import { expect, test } from '../fixtures/test.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** No dialog, panel or menu has a violation that axe can find, light or dark. */

test('dialogs of the flows list, of alerts and of members', async ({ page }) => {
  test.slow()
  const found: string[] = []
  const dialog = page.getByRole('dialog')
  const scan = async (name: string, path: string, opener: Locator) => {
    await page.goto(path)
    await opener.click()
    await expect(dialog.first()).toBeVisible()
    found.push(...(await scanBothThemes(page, name)))
  }
  await scan('templates', '/flows', page.getByRole('button', { name: 'Start from a template' }))
  await scan('import', '/flows', page.getByRole('button', { name: 'Import', exact: true }))
  await scan('new channel', '/settings/alerts', page.getByRole('button', { name: 'Add a channel' }))
  await scan('new API key', '/settings/api-keys', page.getByRole('button', { name: 'New API key' }))
  expect(found).toEqual([])
})

test('the editor: its panels, its menu, its lists and every tab of a step', async ({ page, pages, workspace }) => {
  test.slow()
  const { editor } = pages
  const found: string[] = []
  const scan = async (name: string, shown: Locator) => {
    await expect(shown.first()).toBeVisible()
    found.push(...(await scanBothThemes(page, name)))
  }
  const { id: empty } = await workspace.api.flows.create({ name: 'Nothing yet' })
  await editor.openFlow(empty)
  await scan('empty canvas', page.getByText('What starts this flow?'))

  const journey = (await workspace.api.flows.list()).items.find(({ name }) => name === 'Order journey')
  const { id } = await workspace.api.flows.create({
    name: 'Journey, again',
    document: (await workspace.api.flows.get(journey?.id ?? '')).draft,
  })
  await editor.openFlow(id)
  // It stands below what is in view: a pointer would have to move the canvas first.
  await editor.openStepByKey('Buy the cheapest label')
  for (const tab of ['Set up', 'Test', 'Retry & errors', 'Notes'] as const) {
    await editor.settings.showTab(tab)
    await scan(`step, ${tab}`, editor.settings.panel)
  }
  await editor.settings.showTab('Set up')
  // Both addresses have such a field.
  await editor.settings.panel
    .getByRole('button', { name: 'Use a value from an earlier step for Company' })
    .first()
    .click()
  await scan('values of earlier steps', editor.settings.picker)
  await page.keyboard.press('Escape')
  await editor.settings.close()

  await page.getByRole('button', { name: 'Journey, again' }).click()
  await scan('menu of the flow', page.getByRole('menu'))
  await page.keyboard.press('Escape')
  await scan('publish', await editor.askToPublish())
  await page.keyboard.press('Escape')
  await editor.fromMenu('Journey, again', 'Go live…')
  await scan('go live', page.getByRole('dialog', { name: /^Take / }))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Test run( T)?$/ }).click()
  await scan('test run', page.getByRole('dialog', { name: 'Test run' }))
  await page.keyboard.press('Escape')
  await editor.showVersions()
  await scan('drawer', page.getByText('Problems'))
  expect(found).toEqual([])
})
