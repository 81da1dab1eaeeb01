import type { Locator } from '@playwright/test'
import { expect } from '../expect.ts'
import { constant, flow, inside, object, ref, step } from '../flows/draw.ts'
import type { ShopSteps } from '../flows/shop-steps.ts'
import { goLive, inState, openRun, orderUntil } from '../live-flow.ts'
import { DESK, ROW, type Studio } from '../open-studio.ts'
import type { Scene } from '../scene.ts'

const HOUR_MS = 3_600_000
const FAILED_RUNS = 18
const both = { themes: ['light', 'dark'] } as const

/** What a person does about runs that stopped, and to runs that go on. */
export const steeringScenes: Scene[] = [
  { name: 'run-decision', take: decision },
  { name: 'ask-vendor', take: askVendor },
  { name: 'problems', take: problems },
  { name: 'cancel-run', take: cancel },
  { name: 'retry-run', take: retry },
  { name: 'run-again', take: again },
  { name: 'replay-delivery', take: replay },
]

/** Whether the warehouse was told is not known. */
async function decision(studio: Studio): Promise<void> {
  const { page, steps, workspace, keep, scan } = studio
  const tell = {
    ...steps.http('tell', 'Tell the warehouse', 'write', {
      method: constant('POST'),
      url: constant('/pick-lists'),
      body: object({ order: ref('order.name'), customer: ref('order.email'), pieces: constant(3) }),
    }),
    policy: { timeoutMs: 1_000 },
    onUnknown: 'decide',
  }
  const document = flow(
    [steps.order('orderCreated'), steps.capture(), tell, steps.tag('told', 'Tag it as told', 'told')],
    'order > capture > tell > told',
  )
  await goLive(studio, 'Tell the warehouse', document)
  await workspace.sandbox.switchFault('http', { mode: 'timeout_after_apply', count: 1, method: 'POST' })
  const runId = await orderUntil(studio, 'needs_attention')
  await page.setViewportSize(DESK)
  await openRun(studio, runId, 'tell')
  await expect(page.getByRole('button', { name: 'It went through…' })).toBeVisible()
  await keep('run-decision', both)
  await scan('a run with a decision')
}

/** Where the vendor can be looked at, that is an answer, too. */
async function askVendor(studio: Studio): Promise<void> {
  const { page, steps, workspace, keep } = studio
  const label = steps.label({ policy: { maxAttempts: 2, initialDelayMs: 100, timeoutMs: 1_500 } })
  await goLive(
    studio,
    'Order journey, labels',
    flow([steps.order('orderCreated'), label, steps.ship()], 'order > label > ship'),
  )
  await workspace.sandbox.switchFault('carrier', { mode: 'timeout_after_apply' })
  const runId = await orderUntil(studio, 'needs_attention')
  await page.goto('/problems')
  const asked = page.getByRole('region').filter({ has: page.getByRole('button', { name: /send if it is not there/ }) })
  await expect(asked.first()).toBeVisible()
  await keep('ask-vendor', { of: asked.first() })
  await workspace.sandbox.clearFaults()
  const { items } = await workspace.api.decisions.list()
  const about = items.find(({ runId: of }) => of === runId)
  await workspace.api.decisions.decide(about?.id ?? '', { verdict: 'again' })
  await inState(studio, runId, 'succeeded')
}

/** Eighteen runs that failed alike: opened, changed, retried together; and what became of them. */
async function problems(studio: Studio): Promise<void> {
  const { page, pages, phone, steps, orders, workspace, keep, scan } = studio
  const { sandbox, api } = workspace
  const flowId = await goLive(
    studio,
    'Customers',
    flow([steps.order('orderCreated'), steps.contact()], 'order > contact'),
  )
  await sandbox.switchFault('crm', { mode: 'fail', status: 400, count: FAILED_RUNS, method: 'PATCH' })
  const { customers } = await sandbox.shop()
  for (let placed = 0; placed < FAILED_RUNS; placed++) {
    await orders.place({ customer: customers[placed % customers.length]?.id ?? 'ilka-varro' })
  }
  await expect
    .poll(async () => (await api.runs.list({ flow: flowId, state: 'failed' })).items.length, { timeout: 120_000 })
    .toBe(FAILED_RUNS)

  const reason = pages.problems.reason('Update the customer')
  await page.setViewportSize(DESK)
  await pages.problems.open()
  await expect(reason).toBeVisible()
  const pocket = await phone(true)
  await pocket.goto('/problems')
  await expect(pocket.getByText('Update the customer').filter({ visible: true }).first()).toBeVisible()
  await keep('phone-problems', { ...both, on: pocket })
  await scan('problems on a phone', pocket)
  await pocket.context().close()

  await pages.problems.openReason(reason)
  await expect(reason.getByRole('region', { name: 'What will happen' })).toBeVisible()
  await keep('problems', both)
  await scan('problems')
  await pages.problems.chooseField(reason, 'Phone')
  await pages.problems.fixField(reason, 'Phone', '+46 40 555 01 00')
  await expect(reason.getByText('+46 40 555 01 00').first()).toBeVisible()
  await keep('edit-and-retry', { of: reason })
  await askedBy(studio, reason, 'Supply the output…', 'supply-output')
  await askedBy(studio, reason, 'Skip the step…', 'skip-step')
  await askedBy(studio, reason, 'Dismiss…', 'dismiss')

  await page.goto('/runs?state=failed')
  const bulk = page.getByRole('button', { name: /^Retry all/ })
  await bulk.click()
  await keep('bulk-runs', { of: page.getByRole('dialog') })
  await page.keyboard.press('Escape')

  await sandbox.switchFault('crm', { mode: 'slow', ms: 2_500 })
  await pages.problems.open()
  await pages.problems.openReason(reason)
  await reason.getByRole('button', { name: /^Retry \d+ runs/ }).click()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await expect(page.getByText(/^[4-9] of 18|\b[4-9] of 18\b|[4-9] done/).first()).toBeVisible({ timeout: 60_000 })
  await keep('bulk-retry', both)
  await sandbox.clearFaults()
  await scan('a bulk retry')
  await expect
    .poll(async () => (await api.runs.list({ flow: flowId, state: 'failed' })).items.length, { timeout: 120_000 })
    .toBe(0)
  await pages.problems.open('?state=resolved')
  await expect(page.getByText(/Update the customer|HubSpot/).first()).toBeVisible()
  await page.setViewportSize(ROW)
  await keep('problems-solved')
}

/** The dialog behind a button of an open reason. */
async function askedBy({ page, keep }: Studio, reason: Locator, button: string, name: string): Promise<void> {
  await reason.getByRole('button', { name: button }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await keep(name, { of: page.getByRole('dialog') })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

const paidThenWaits = (steps: ShopSteps) =>
  flow(
    [
      steps.order('orderCreated'),
      step('all', 'scope', 'Pay, then pack', { compensate: true }),
      ...inside('all', [
        steps.capture(),
        steps.refund(),
        step('pack', 'wait', 'Wait for the packers', { wait: { kind: 'duration', ms: constant(HOUR_MS) } }),
        steps.tag('packed', 'Tag it as packed', 'packed'),
      ]),
    ],
    'order > all',
    'capture > pack > packed',
    'capture.undo > refund',
  )

/** Paused, asked to be cancelled with an undo, and what became of it. */
async function cancel(studio: Studio): Promise<void> {
  const { page, pages, keep, scan } = studio
  await goLive(studio, 'Pay, then pack', paidThenWaits(studio.steps))
  const runId = await orderUntil(studio, 'waiting')
  await openRun(studio, runId)
  await pages.run.button('Pause').click()
  await expect(page.getByText(/^Paused by/)).toBeVisible()
  await keep('run-paused')
  await pages.run.button('Resume').click()
  await expect(page.getByText(/^Paused by/)).toHaveCount(0)
  await pages.run.button('Cancel run').click()
  await keep('cancel-run', { of: page.getByRole('dialog') })
  await page.getByRole('checkbox').check()
  await keep('cancel-and-undo', { of: page.getByRole('dialog') })
  await scan('cancelling a run')
  await page.getByRole('button', { name: 'Cancel and undo' }).click()
  await inState(studio, runId, 'cancelled')
  await pages.run.expectState('Cancelled')
  await keep('run-cancelled')
  await pages.run.button('More to do with this run').click()
  await page.getByRole('menuitem', { name: 'Retry from a step' }).click()
  await expect(page.getByRole('list', { name: 'What happens to each step' })).toBeVisible()
  await keep('retry-after-undo', { of: page.getByRole('dialog') })
  await page.keyboard.press('Escape')
}

const threeWrites = (steps: ShopSteps, more: boolean) =>
  flow(
    [
      steps.order('orderCreated'),
      steps.capture(),
      steps.contact(),
      steps.tag('ready', more ? 'Tag it as ready to pack' : 'Tag it as ready', more ? 'pack' : 'ready'),
    ],
    'order > capture > contact > ready',
  )

async function retry(studio: Studio): Promise<void> {
  const { page, pages, workspace, keep, scan } = studio
  await goLive(studio, 'Pay and tag', threeWrites(studio.steps, false))
  await workspace.sandbox.switchFault('warehouse', { mode: 'fail', status: 422, count: 1, contains: 'tagsAdd' })
  const runId = await orderUntil(studio, 'failed')
  await workspace.sandbox.clearFaults()
  await openRun(studio, runId)
  await keep('retry-failed')
  await pages.run.button('More to do with this run').click()
  await page.getByRole('menuitem', { name: 'Retry from a step' }).click()
  await page.getByRole('combobox', { name: 'From which step' }).click()
  await page.getByRole('option', { name: 'From “Update the customer”' }).click()
  await expect(page.getByText('Tried again').or(page.getByText('Applied anew')).first()).toBeVisible()
  await keep('retry-from-step', { of: page.getByRole('dialog') })
  await scan('retry from a step')
  await page.keyboard.press('Escape')
}

/** On a newer version, with what that takes over. */
async function again(studio: Studio): Promise<void> {
  const { page, pages, workspace, keep, scan } = studio
  const { api } = workspace
  const flowId = await goLive(studio, 'Pay and tag, twice', threeWrites(studio.steps, false))
  const runId = await orderUntil(studio, 'succeeded')
  const { revision } = await api.flows.replaceDraft(flowId, {
    revision: (await api.flows.get(flowId)).draftRevision,
    document: threeWrites(studio.steps, true),
  })
  await api.flows.publish(flowId, { revision })
  await orderUntil(studio, 'succeeded', 'mika-thorne')
  await openRun(studio, runId)
  await pages.run.button('Run again').click()
  await expect(page.getByRole('list', { name: 'What happens to each step' })).toBeVisible()
  await keep('run-again', { of: page.getByRole('dialog') })
  await scan('run again')
  await page.keyboard.press('Escape')
  await page.goto(`/runs?flow=${flowId}`)
  await expect(page.getByRole('table').getByText('v2').first()).toBeVisible()
  await keep('run-versions', { of: page.getByRole('table') })
}

async function replay(studio: Studio): Promise<void> {
  const { page, pages, orders, workspace, keep, scan } = studio
  const flowId = await goLive(studio, 'Pay and tag, later', threeWrites(studio.steps, false))
  await workspace.api.flows.disable(flowId, 'Counting the stock', 'refuse')
  await orders.place({ customer: 'ilka-varro' })
  await expect.poll(async () => (await refusedOf(studio, flowId)).length, { timeout: 60_000 }).toBe(1)
  await workspace.api.flows.enable(flowId)
  const refused = pages.deliveries.rowsOf('Refused')
  await expect(async () => {
    await pages.deliveries.open()
    await expect(refused.first()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await pages.deliveries.openRow(refused.first())
  await expect(pages.deliveries.panel).toBeVisible()
  await keep('replay-delivery', { of: pages.deliveries.panel })
  await scan('a refused delivery', page)
}

const refusedOf = async ({ workspace }: Studio, flowId: string) =>
  (await workspace.api.deliveries.list({ flow: flowId, state: 'refused' })).items
