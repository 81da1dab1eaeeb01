import { approvalFlow } from '../composers/flow-documents.ts'
import { expect, test } from '../fixtures/test.ts'
import { ApprovalPage } from '../pages/approval-page.ts'
import { scanBothThemes } from '../support/scan-both-themes.ts'

/** A run asks people: by mail, by a link that needs no sign-in, and in the app; the first answer counts. */

test('a mail’s link shows everything to whoever reads that mailbox, and its answer lets the run go on', async ({
  pages,
  flows,
  orders,
  workspace,
  browser,
}) => {
  test.slow()
  const flowId = await flows.publish('Dispatch desk', approvalFlow(await flows.connectionOf('http')))
  const runId = await flows.startAndWatch(flowId, { order: 'A-31' })
  await pages.run.expectState('Waiting')
  const question = 'Send order A-31 to the warehouse?'
  const message = await pages.mail.openSystemMail(question, workspace.person.email)
  const link = await pages.mail.linkOf(message, 'Approve…')
  expect(link).toContain('/approve/')
  expect(await pages.mail.linkOf(message, 'Refuse…')).toContain('answer=refuse')
  await test.step('the mail’s own buttons work in the mail room', async () => {
    const tab = new ApprovalPage(await pages.mail.press(message, 'Refuse…'))
    await expect(tab.heading(question)).toBeVisible()
    await tab.page.close()
  })

  // On a phone, where nobody is signed in.
  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    storageState: { cookies: [], origins: [] },
  })
  const asked = new ApprovalPage(await phone.newPage())
  await test.step('opening it decides nothing, and what a yes needs is asked for', async () => {
    await asked.follow(link)
    await expect(asked.heading(question)).toBeVisible()
    await expect(asked.fact('Order')).toHaveText('A-31')
    await expect(asked.page.getByText('Tell the warehouse')).toBeVisible()
    expect(await scanBothThemes(asked.page, 'approval on a phone')).toEqual([])
    await asked.answer('Approve').click()
    await expect(asked.page.getByText('Boxes is needed.')).toBeVisible()
    expect((await asked.answer('Approve').boundingBox())?.height).toBeGreaterThanOrEqual(44)
    expect(await orders.effectsAt('http')).toEqual([])
  })

  await test.step('the answer counts as the one whose mail it was', async () => {
    await asked.field('Boxes').fill('2')
    await asked.answer('Approve').click()
    await expect(asked.page.getByText('You approved this')).toBeVisible()
    await pages.run.openRun(runId)
    await pages.run.expectState('Succeeded')
    expect(await orders.effectsAt('http')).toEqual(['thing.create'])
  })

  await test.step('the link has done its work', async () => {
    await asked.follow(link)
    await expect(asked.page.getByText('You approved this')).toBeVisible()
    await expect(asked.answer('Approve')).toHaveCount(0)
    await asked.follow(link.replace(/approve\/.*$/, 'approve/unheard-of'))
    await expect(asked.heading('This link leads to no question')).toBeVisible()
    await phone.close()
  })
})

test('of two colleagues who answer in the app the first counts, and the second is told', async ({
  pages,
  flows,
  page,
  context,
}) => {
  const flowId = await flows.publish('Second desk', approvalFlow(await flows.connectionOf('http')))
  await flows.startAndWatch(flowId, { order: 'A-32' })
  await pages.run.expectState('Waiting')
  const question = 'Send order A-32 to the warehouse?'
  const first = new ApprovalPage(page)
  await first.open()
  await expect(pages.run.navigation.getByRole('link', { name: /^Approvals,? 1$/ })).toBeVisible()
  await first.line(question).getByRole('link', { name: 'Answer' }).click()
  await expect(first.heading(question)).toBeVisible()

  const tab = await context.newPage()
  // This colleague's line is down, so the page still shows the question after it was answered.
  await tab.route('**/api/live', (route) => route.abort())
  const second = new ApprovalPage(tab)
  await second.follow(page.url())
  await expect(second.heading(question)).toBeVisible()
  await second.field('Boxes').fill('1')

  // Without its line the page asks anew every half minute: nothing slow may stand between the two answers.
  await first.answer('Refuse').click()
  await expect(page.getByText('You refused this')).toBeVisible()
  await second.answer('Approve').click()
  await expect(tab.getByText('You refused this')).toBeVisible()
  expect(await scanBothThemes(page, 'an approval that is over')).toEqual([])
  await first.open()
  await expect(page.getByText('Nothing waits for your answer.').filter({ visible: true })).toBeVisible()
})
