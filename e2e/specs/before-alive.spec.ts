import type { Page } from '@playwright/test'
import { openColleague } from '../composers/team-composer.ts'
import { expect, test } from '../fixtures/test.ts'

/** The page as the server sent it, until `arrive`: as over a slow line, or on a slow phone. */
async function holdScripts(page: Page): Promise<{ arrive: () => void }> {
  const arrived = Promise.withResolvers<void>()
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await arrived.promise
    await route.continue()
  })
  return { arrive: arrived.resolve }
}

test('what is typed and pressed before a page has come alive is kept, and stands in no address', async ({
  pages,
  browser,
  baseURL,
  workspace,
}) => {
  const email = `sol-${workspace.id}@example.com`
  const password = 'a long enough password'
  await pages.members.open()
  const link = await pages.members.makeLink('Editor')
  const colleague = await openColleague(browser, baseURL ?? '')
  const { invite, home } = colleague.pages
  const { page } = invite
  const scripts = await holdScripts(page)
  await page.goto(link, { waitUntil: 'commit' })
  await page.getByLabel('Your name').fill('Sol Brandt')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Password').press('Enter')
  await invite.button('Join the workspace').click({ force: true })
  await expect(page).toHaveURL(link)
  await expect(page.getByLabel('Password')).toHaveValue(password)
  scripts.arrive()
  await invite.button('Join the workspace').click()
  await home.navigation.getByRole('link', { name: 'Members' }).waitFor()
  await colleague.context.close()
})

test('a field that would forget what is typed before its page has come alive takes nothing until then', async ({
  browser,
  baseURL,
}) => {
  const { pages, context } = await openColleague(browser, baseURL ?? '')
  const field = pages.password.page.getByLabel('E-mail')
  const scripts = await holdScripts(pages.password.page)
  await pages.password.page.goto('/forgot-password', { waitUntil: 'commit' })
  await expect(field).toBeVisible()
  await expect(field).not.toBeEditable()
  scripts.arrive()
  await pages.password.askFor('nobody@example.com')
  await expect(pages.password.page.getByText('Look into your mail')).toBeVisible()
  await context.close()
})
