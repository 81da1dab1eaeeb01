import { linkInMail, openColleague } from '../composers/team-composer.ts'
import { expect, test } from '../fixtures/test.ts'
import { pagesOn } from '../pages/pages.ts'

const idris = { name: 'Idris Velde', password: 'a long enough password' }
/** Specs share one Patchbay: no address is used twice. */
const emailOf = (workspaceId: string) => `idris-${workspaceId}@example.com`
const NEW_PASSWORD = 'another long enough password'

test.describe.configure({ mode: 'serial' })

test('a colleague is invited by mail, joins, meets the limits of the role, and is removed', async ({
  browser,
  baseURL,
  pages,
  page,
  workspace,
}) => {
  test.slow()
  const email = emailOf(workspace.id)
  const subject = `${workspace.person.name} invites you to Load`
  const colleague = await openColleague(browser, baseURL ?? '')
  const theirs = colleague.pages

  await test.step('the invite is on its way and lies in the mail room', async () => {
    await pages.members.open()
    await pages.members.invite(email, 'Viewer')
    await expect(pages.members.row(email)).toContainText('Viewer')
    const link = await linkInMail(pages, { subject, to: email })
    await theirs.invite.follow(link)
  })

  await test.step('the new person joins with the address that the mail proved', async () => {
    await expect(theirs.invite.heading('Join Load')).toBeVisible()
    await expect(theirs.invite.page.getByLabel('E-mail')).toHaveValue(email)
    await theirs.invite.joinAs(idris)
    await expect(theirs.home.navigation.getByRole('link', { name: 'Members' })).toBeVisible()
  })

  await test.step('a viewer sees flows and members, and cannot change them', async () => {
    await theirs.members.open()
    await expect(theirs.members.row(workspace.person.email)).toContainText('Owner')
    await expect(theirs.members.button('Invite people')).toBeHidden()
    await theirs.audit.open()
    await expect(theirs.audit.page.getByText('Your role does not let you read the audit log')).toBeVisible()
    await theirs.settings.open()
    await expect(theirs.settings.page.getByText('Owners and admins change them')).toBeVisible()
  })

  await test.step('made an admin, they may invite', async () => {
    await pages.members.open()
    await pages.members.setRole(idris.name, 'Admin')
    await theirs.members.open()
    await expect(theirs.members.button('Invite people')).toBeVisible()
    await expect(theirs.members.row(workspace.person.email).getByRole('combobox')).toBeHidden()
  })

  await test.step('removed, they are out at once', async () => {
    await pages.members.open()
    await pages.members.remove(idris.name)
    await expect(pages.members.row(email)).toBeHidden()
    // The page that they have open says so by itself.
    await expect(theirs.members.heading('You belong to no workspace yet')).toBeVisible()
  })

  await test.step('the audit log tells it in words', async () => {
    await pages.audit.open()
    for (const words of [
      `invited ${email} as viewer`,
      'joined as viewer',
      `made ${idris.name} an admin`,
      `removed ${idris.name}`,
    ]) {
      await expect(page.getByRole('button', { name: words })).toBeVisible()
    }
  })
  await colleague.context.close()
})

test('a link lets one person in, and says so to the next', async ({ browser, baseURL, pages, workspace }) => {
  await pages.members.open()
  const link = await pages.members.makeLink('Operator')
  const first = await openColleague(browser, baseURL ?? '')
  await first.pages.invite.follow(link)
  await first.pages.invite.joinAs({
    name: 'Sol Brandt',
    password: idris.password,
    email: `sol-${workspace.id}@example.com`,
  })
  await expect(first.pages.home.navigation.getByRole('link', { name: 'Members' })).toBeVisible()
  const second = await openColleague(browser, baseURL ?? '')
  await second.pages.invite.follow(link)
  await expect(second.pages.invite.heading('This invitation has been used')).toBeVisible()
  await Promise.all([first.context.close(), second.context.close()])
})

test('a forgotten password is chosen anew, once, and every device signed out', async ({
  browser,
  baseURL,
  pages,
  workspace,
}) => {
  test.slow()
  const email = `sol-${workspace.id}@example.com`
  const colleague = await openColleague(browser, baseURL ?? '')
  const theirs = colleague.pages
  await theirs.signIn.open()
  await theirs.signIn.link('Forgot it?').click()
  await expect(theirs.password.heading('Choose a new password')).toBeVisible()
  await theirs.password.askFor(email)
  await expect(theirs.password.page.getByText('Look into your mail')).toBeVisible()

  const link = await linkInMail(pages, { subject: 'Choose a new Patchbay password', to: email })
  await theirs.password.choose(link, NEW_PASSWORD)
  await expect(theirs.password.page.getByText('Your password is changed')).toBeVisible()
  await theirs.password.choose(link, 'a third long enough password')
  await expect(theirs.password.alert).toHaveText('This link has been used or has ended. Ask for another one.')

  await theirs.signIn.open()
  await theirs.signIn.signIn({ email, password: idris.password })
  await expect(theirs.signIn.alert).toHaveText('E-mail and password do not belong together. Check both and try again.')
  await theirs.signIn.signIn({ email, password: NEW_PASSWORD })
  await expect(theirs.home.navigation.getByRole('link', { name: 'Members' })).toBeVisible()

  await test.step('another tab goes with this one: out, and in again', async () => {
    const other = pagesOn(await colleague.context.newPage())
    await other.members.open()
    await expect(other.members.heading('Members')).toBeVisible()
    await theirs.home.page.getByRole('button', { name: 'Sol Brandt' }).filter({ visible: true }).click()
    await theirs.home.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(other.signIn.heading('Sign in')).toBeVisible()
    await theirs.signIn.signIn({ email, password: NEW_PASSWORD })
    await expect(other.members.heading('Members')).toBeVisible()
  })
  await colleague.context.close()
})

test('one more workspace is created, and one goes back to the first', async ({ pages, page }) => {
  await pages.home.open()
  await page.getByRole('button', { name: 'Load' }).click()
  await page.getByRole('menuitem', { name: 'New workspace…' }).click()
  await pages.home.dialog.getByLabel('Name').fill('Brindle Outlet')
  await pages.home.dialog.getByRole('button', { name: 'Create the workspace' }).click()
  await expect(page.getByRole('button', { name: 'Brindle Outlet' })).toBeVisible()
  await pages.flows.open()
  await expect(page.getByText('Order journey').first()).toBeVisible()
  await page.getByRole('button', { name: 'Brindle Outlet' }).click()
  await page.getByRole('menuitem', { name: 'Load', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Load' })).toBeVisible()
})
