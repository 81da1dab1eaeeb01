import { letIn, openColleague } from '../composers/team-composer.ts'
import { expect, test } from '../fixtures/test.ts'
import { HANG_MS } from '../support/hang-ms.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** How long data is kept, and a person taken out of it: only owners and admins may. */

test('how long a part is kept is changed, and stays so', async ({ pages, page, workspace }) => {
  const { privacy } = pages
  await privacy.open()
  await expect(privacy.kept('What was said')).toHaveText('As long as the run')
  await expect(privacy.button('Save how long')).toBeHidden()
  await privacy.keep('What was said', '7 days')
  await privacy.keep('Runs that succeeded', '14 days')
  await privacy.button('As it was').click()
  await expect(privacy.kept('What was said')).toHaveText('As long as the run')

  await privacy.keep('What was said', '7 days')
  await privacy.button('Save how long').click()
  await expect(privacy.button('Save how long')).toBeHidden()
  await page.reload()
  await expect(privacy.kept('What was said')).toHaveText('7 days')
  await expect(privacy.kept('Runs that succeeded')).not.toHaveText('14 days')
  await pages.audit.open()
  await expect(page.getByText(workspace.person.name).first()).toBeVisible()
})

test('a customer is looked for, erased, and can be found nowhere any more', async ({ pages, page, orders }) => {
  test.slow()
  const { privacy, run, runs } = pages
  const email = 'ilka.varro@example.com'
  const order = await orders.placeAndWatch()
  await run.expectState('Succeeded')

  await test.step('nothing is changed before somebody has seen what was found', async () => {
    await privacy.open()
    await privacy.lookFor(email)
    await expect(privacy.request).toContainText(`Found: ${email}`, { timeout: HANG_MS })
    await expect(privacy.request).toContainText(/They are told of in .*1 run.*Nothing is changed yet\./)
    expect(await scanBothThemes(page, 'a person that was found')).toEqual([])
    await runs.open()
    await runs.find(email)
    await expect(runs.rowOf(order.name)).toBeVisible()
  })

  await test.step('erased for good, with what came of it', async () => {
    await privacy.open()
    await privacy.request.getByRole('button', { name: 'Erase…' }).click()
    await expect(privacy.dialog).toContainText('It cannot be taken back.')
    await privacy.dialog.getByRole('button', { name: 'Erase for good' }).click()
    await expect(privacy.request).toContainText(/Erased: request [0-9a-f]{6}/, { timeout: HANG_MS })
    await expect(privacy.request).toContainText(/Taken out of .*1 run/)
    // Whom it was about is not kept either.
    await expect(page.getByText(email)).toHaveCount(0)
  })

  await test.step('no search and no run tells of them', async () => {
    await runs.open()
    await runs.find(email)
    await expect(page.getByText('No runs match')).toBeVisible()
    await run.openRun(order.runId)
    await run.expectState('Succeeded')
    await expect(page.getByText(email)).toHaveCount(0)
  })

  await test.step('somebody who was never here is nowhere to be found', async () => {
    await privacy.open()
    await privacy.lookFor('nobody@example.com')
    await expect(page.getByText(/^Nowhere to be found: request/)).toBeVisible({ timeout: HANG_MS })
  })
})

test('an editor sees how long, changes nothing and erases nobody', async ({ pages, browser, baseURL, workspace }) => {
  const editor = await openColleague(browser, baseURL ?? '')
  const email = `editor-${workspace.id}@example.com`
  await letIn(pages, editor, { name: 'Bram Oduya', email, password: 'a long enough password', role: 'Editor' })
  const { privacy } = editor.pages
  await privacy.open()
  await expect(privacy.page.getByText('Owners and admins change this.')).toBeVisible()
  await expect(privacy.page.getByText('What was said')).toBeVisible()
  await expect(privacy.page.getByRole('combobox')).toHaveCount(0)
  await expect(privacy.page.getByRole('heading', { name: 'Erase a person' })).toHaveCount(0)

  // Not only hidden.
  const headers = { origin: baseURL ?? '' }
  const ask = { json: { kind: 'email', value: 'ilka.varro@example.com' } }
  const asked = await editor.context.request.post('/api/trpc/privacy.request', { data: ask, headers })
  expect(asked.status()).toBe(403)
  const keep = { json: { keepPayloadDays: 1 } }
  const kept = await editor.context.request.post('/api/trpc/workspace.update', { data: keep, headers })
  expect(kept.status()).toBe(403)
  await editor.context.close()
})
