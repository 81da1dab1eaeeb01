import { test as base, expect } from '@playwright/test'
import { readStackFacts } from '../fixtures/stack-facts.ts'
import type { StackOption } from '../fixtures/test.ts'
import { pagesOn } from '../pages/pages.ts'
import type { RunPage } from '../pages/run-page.ts'

/** Nobody is signed in here: this is the first person's first hour. */
const test = base.extend<{ stackUrl: string }, StackOption>({
  stackDir: ['', { option: true, scope: 'worker' }],
  stackUrl: ({ stackDir }, use) => use(readStackFacts(stackDir).urls.web),
  baseURL: ({ stackUrl }, use) => use(stackUrl),
})

const owner = {
  name: 'Mika Sandell',
  workspace: 'Brindle Goods',
  email: 'mika@brindle.example',
  password: 'correct horse battery',
}

const GREEN = [
  'When an order is placed',
  'Look up the payment',
  'Read the order as it is now',
  'Can this order go out?',
  'Capture the payment',
  'Look at the shelves',
  'Is everything in stock?',
  'Take it off the shelves',
  'Buy the cheapest label',
  'Mark it as shipped',
  'E-mail the tracking link',
  'Update the customer',
]

test('the first person signs up and sends an order through, from the shop’s page to the mail room', async ({
  page,
}) => {
  test.slow()
  const pages = pagesOn(page)

  await test.step('the first person becomes the owner of a workspace that is ready', async () => {
    await pages.home.open()
    await expect(pages.signUp.heading('Set up Patchbay')).toBeVisible()
    await pages.signUp.signUp(owner)
    await expect(pages.home.heading('Send one order through. It takes two minutes.')).toBeVisible()
    await expect(page.getByText('Owner', { exact: true })).toBeVisible()
    await expect(page.getByText(owner.workspace)).toBeVisible()
  })

  let order = ''
  await test.step('an order is placed and paid in the shop', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Open the sandbox shop' }).click()
    await pages.shop.putInBasket('Stoneware mug')
    order = await pages.shop.placeAndPay()
    await pages.shop.watch(order)
  })

  await test.step('its run is green from end to end', async () => {
    await expect(pages.run.heading(order)).toBeVisible()
    await pages.run.expectState('Succeeded')
    await pages.run.expectSteps('succeeded', GREEN)
    await pages.run.expectStep('Give the money back', 'skipped')
  })

  await test.step('the label and the contact stand in their steps', () => labelAndContactAreThere(pages.run))

  await test.step('the customer’s mail lies in the mail room and leads back to the run', async () => {
    const subject = `Order ${order} is on its way`
    await pages.mail.open()
    await pages.mail.line(subject).click()
    const message = pages.mail.message(subject)
    await expect(message).toContainText('ilka.varro@example.com')
    await message.getByRole('link', { name: 'Open the run' }).click()
    await expect(pages.run.heading(order)).toBeVisible()
  })

  await test.step('home shows figures from now on', async () => {
    await pages.home.open()
    await expect(pages.home.heading('Hello, Mika')).toBeVisible()
    await expect(page.getByText('1 of 1 finished')).toBeVisible()
  })
})

async function labelAndContactAreThere(run: RunPage): Promise<void> {
  await run.select('Buy the cheapest label')
  const label = await run.showTab('Buy the cheapest label', 'Output')
  await expect(label.getByRole('treeitem', { name: /^trackingCode \S+/ })).toBeVisible()
  await run.select('Update the customer')
  const contact = await run.showTab('Update the customer', 'Output')
  await expect(contact.getByRole('treeitem', { name: /^id \d+/ })).toBeVisible()
  const sent = await run.showTab('Update the customer', 'Input')
  await expect(sent.getByRole('treeitem', { name: 'email ilka.varro@example.com' })).toBeVisible()
}

test('nobody else may sign up, and says so', async ({ page, request }) => {
  const pages = pagesOn(page)
  await pages.signUp.open()
  await expect(pages.signUp.heading('Signing up is closed')).toBeVisible()
  await expect(page.getByText('This Patchbay has an owner. Ask them to invite you')).toBeVisible()

  const past = await request.post('/api/auth/sign-up/email', {
    data: { name: 'Somebody', email: 'somebody@example.com', password: 'long enough' },
  })
  expect(past.status()).toBe(403)
  expect(await past.json()).toMatchObject({ code: 'sign_up_closed' })
})

test('the owner signs out, mistypes the password, and signs in again', async ({ page }) => {
  const pages = pagesOn(page)
  await pages.runs.open()
  await expect(pages.signIn.heading('Sign in')).toBeVisible()

  await pages.signIn.signIn({ ...owner, password: 'wrong horse battery' })
  await expect(pages.signIn.alert).toHaveText('E-mail and password do not belong together. Check both and try again.')

  await pages.signIn.signIn(owner)
  await expect(pages.runs.heading('Runs')).toBeVisible()

  await page.getByRole('button', { name: owner.name }).filter({ visible: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(pages.signIn.heading('Sign in')).toBeVisible()
  await pages.home.open()
  await expect(pages.signIn.heading('Sign in')).toBeVisible()
})
