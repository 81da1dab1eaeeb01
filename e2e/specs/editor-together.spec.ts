import { inputOf } from '../composers/editor-composer.ts'
import { contactFlow } from '../composers/flow-documents.ts'
import { type Colleague, letIn, openColleague } from '../composers/team-composer.ts'
import { expect, test } from '../fixtures/test.ts'

/** Two people, two browsers, one draft. */

const STEP = 'Keep the customer'
const START = 'When somebody starts it'
const fixed = (value: string) => ({ kind: 'constant', value })

test.describe.configure({ mode: 'serial' })

let idris: Colleague

test.beforeAll(async ({ browser, stack }) => {
  idris = await openColleague(browser, stack.urls.web)
})
test.afterAll(() => idris.context.close())

test('they see each other and each other’s changes; a field both changed is decided by a person, and nothing is lost', async ({
  pages,
  context,
  flows,
  draw,
  workspace,
}) => {
  test.slow()
  const mine = pages.editor
  const theirs = idris.pages.editor
  await letIn(pages, idris, {
    name: 'Idris Velde',
    email: `idris-${workspace.id}@example.com`,
    password: 'a long enough password',
    role: 'Editor',
  })
  const document = contactFlow(await flows.connectionOf('hubspot'))
  const { id } = await workspace.api.flows.create({ name: 'Contacts', document })

  await test.step('each sees that the other is there, and where', async () => {
    await mine.openFlow(id)
    await theirs.openFlow(id)
    await expect(mine.here.first()).toHaveText('Idris is here too')
    await expect(theirs.here.first()).toHaveText('Nora is here too')
    await theirs.openStep(STEP)
    await expect(mine.step(STEP)).toHaveAccessibleName(/Idris Velde is editing it/)
  })

  await test.step('what one changes stands before the other', async () => {
    await mine.openStep(STEP)
    await theirs.settings.text('Phone').fill('040 123 45')
    await expect(mine.settings.text('Phone')).toHaveValue('040 123 45')
  })

  await test.step('one goes on without a line, while the other changes the same and more', async () => {
    await context.setOffline(true)
    await mine.settings.text('City').fill('Malmö')
    await mine.settings.text('First name').fill('Ilka')
    await mine.settings.text('Street').fill('Storgatan 1')
    await expect(mine.page.getByText('Offline: kept on this device').first()).toBeVisible()
    await theirs.settings.text('City').fill('Lund')
    await theirs.settings.text('Street').fill('Lilla gatan 2')
    await theirs.settings.text('Last name').fill('Varro')
    const made = { city: fixed('Lund'), address: fixed('Lilla gatan 2'), lastName: fixed('Varro') }
    await expect.poll(async () => inputOf(await draw.draftOf(id), STEP)).toMatchObject(made)
  })

  await test.step('back on the line, the two contested fields are told, each with both values', async () => {
    await context.setOffline(false)
    const city = mine.notice('Idris changed “City” of “Keep the customer” a moment ago, as you did.')
    await city.getByRole('button', { name: 'Show both' }).click()
    await expect(city.getByRole('definition')).toHaveText(['City is “Malmö”', 'City is “Lund”'])
    await city.getByRole('button', { name: 'Keep mine' }).click()
    const street = mine.notice('Idris changed “Street” of “Keep the customer” a moment ago, as you did.')
    await street.getByRole('button', { name: 'Take theirs' }).click()
    await expect(mine.notice(/changed/)).toHaveCount(0)
  })

  await test.step('both see one draft, with everything in it', async () => {
    await expect(theirs.settings.text('City')).toHaveValue('Malmö')
    await expect(theirs.settings.text('First name')).toHaveValue('Ilka')
    await expect(mine.settings.text('Street')).toHaveValue('Lilla gatan 2')
    await expect(mine.settings.text('Last name')).toHaveValue('Varro')
    expect(inputOf(await draw.savedDraft(), STEP)).toMatchObject({
      city: fixed('Malmö'),
      address: fixed('Lilla gatan 2'),
      firstName: fixed('Ilka'),
      lastName: fixed('Varro'),
      phone: fixed('040 123 45'),
    })
  })
})

test('one publishes one’s own changes; a colleague’s stay in the draft; a version is compared and brought back', async ({
  pages,
  page,
  flows,
  draw,
}) => {
  test.slow()
  const mine = pages.editor
  const theirs = idris.pages.editor
  const flowId = await flows.publish('Published contacts', contactFlow(await flows.connectionOf('hubspot')))
  const first = await draw.versionOf(flowId, 1)

  await test.step('each changes a step', async () => {
    await mine.openFlow(flowId)
    await theirs.openFlow(flowId)
    await mine.openStep(STEP)
    await mine.settings.write('City', 'Malmö')
    await mine.expectSaved()
    await theirs.openStep(START)
    await theirs.settings.rename('When the shop floor starts it')
    await theirs.expectSaved()
    await expect(mine.step('When the shop floor starts it')).toBeVisible()
  })

  await test.step('the list names who made what; only one’s own is ticked', async () => {
    const panel = await mine.askToPublish()
    const own = panel.getByRole('region', { name: 'You' })
    const other = panel.getByRole('region', { name: 'Idris Velde' })
    await expect(own.getByRole('checkbox', { name: 'All changes: You' })).toBeChecked()
    await expect(other.getByRole('checkbox', { name: 'All changes: Idris Velde' })).not.toBeChecked()
    await mine.publishAll(panel, 'Contacts have a city')
  })

  await test.step('the version has one’s own change alone; the draft has both', async () => {
    const second = await draw.versionOf(flowId, 2)
    expect(inputOf(second, STEP)).toMatchObject({ city: fixed('Malmö') })
    expect(second.steps.map(({ name }) => name)).toEqual([START, STEP])
    const draft = await draw.savedDraft()
    expect(inputOf(draft, STEP)).toMatchObject({ city: fixed('Malmö') })
    expect(draft.steps.map(({ name }) => name)).toEqual(['When the shop floor starts it', STEP])
    await expect(mine.button('Publish 1 change')).toBeVisible()
  })

  await test.step('versions tell what changed, and are compared on the canvas', async () => {
    await mine.settings.close()
    await mine.showVersions()
    await expect(mine.version(2)).toContainText('Contacts have a city')
    await expect(mine.version(2)).toContainText('Now on')
    await mine.version(1).getByRole('button', { name: 'Compare' }).click()
    await expect(mine.step(STEP)).toHaveAccessibleName(/, changed/)
    await mine.version(1).getByRole('button', { name: 'Back to the draft' }).click()
  })

  await test.step('the first version is brought back into the draft, and can be taken back again', async () => {
    const draft = await draw.savedDraft()
    await mine.version(1).getByRole('button', { name: 'Restore' }).click()
    await mine.dialog.getByRole('button', { name: 'Restore version 1' }).click()
    // It stays for as long as the pointer is on it.
    await page.getByText('The draft is as version 1 was').hover()
    expect(await draw.savedDraft()).toEqual(first)
    await expect(mine.step(START)).toBeVisible()
    await page.getByText('Undo', { exact: true }).click()
    await expect(mine.step('When the shop floor starts it')).toBeVisible()
    expect(await draw.savedDraft()).toEqual(draft)
  })
})

test('what a colleague saves while the list of changes is still the one before does not go out unseen', async ({
  pages,
  page,
  flows,
  workspace,
}) => {
  const mine = pages.editor
  const flowId = await flows.publish('Kept contacts', contactFlow(await flows.connectionOf('hubspot')))
  await mine.openFlow(flowId)
  await mine.openStep(STEP)
  await mine.settings.write('City', 'Malmö')
  await mine.expectSaved()
  const panel = await mine.askToPublish()
  const publish = panel.getByRole('button', { name: 'Publish 1 as v2' })
  await expect(publish).toBeEnabled()

  const listed = Promise.withResolvers<void>()
  await page.route(/flows\.draftChanges/, async (route) => {
    await listed.promise
    await route.continue()
  })
  const theirs = idris.pages.editor
  await theirs.openFlow(flowId)
  await theirs.openStep(START)
  await theirs.settings.rename('When the shop floor starts it')
  await theirs.expectSaved()
  await publish.click()
  await expect(panel.getByRole('alert')).toBeVisible()
  const { items } = await workspace.api.flows.versions(flowId)
  expect(items.map(({ number }) => number)).toEqual([1])

  listed.resolve()
  await expect(panel.getByRole('region', { name: 'Idris Velde' })).toBeVisible()
  await mine.publishAll(panel)
})
