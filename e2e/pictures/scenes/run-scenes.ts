import { expect } from '../expect.ts'
import { asked, delivered } from '../flows/control-flows.ts'
import { constant, expression, flow, inside, object, ref, step, words } from '../flows/draw.ts'
import type { ShopSteps } from '../flows/shop-steps.ts'
import { goLive, inState, openRun, orderUntil, startUntil } from '../live-flow.ts'
import { DESK, type Studio } from '../open-studio.ts'
import type { Scene } from '../scene.ts'
import { bookings } from './control-scenes.ts'
import { saga } from './failure-scenes.ts'

const ITEMS = 10_000
const HOUR_MS = 3_600_000
const both = { themes: ['light', 'dark'] } as const

/** Runs as they are, on the engine. */
export const runScenes: Scene[] = [
  { name: 'run-for-each', take: forEach },
  { name: 'run-approval', take: approval },
  { name: 'run-saga', take: compensated },
  { name: 'run-event-wait', take: eventWait },
  { name: 'run-item-fails', take: itemFails },
  { name: 'run-sub-flow', take: subFlow },
  { name: 'run-in-line', take: inLine },
  { name: 'run-undo-fails', take: undoFails },
]

/** While it goes through ten thousand articles. */
async function forEach(studio: Studio): Promise<void> {
  const { page, workspace, keep, scan } = studio
  const flowId = await goLive(studio, 'Reprice the catalogue', repriced(studio.steps))
  const runId = await startUntil(studio, flowId, 'Autumn prices', 'running')
  await page.setViewportSize(DESK)
  await openRun(studio, runId, 'articles')
  await expect(page.getByText(/^[2-9],\d{3} done$/).first()).toBeVisible({ timeout: 180_000 })
  await keep('run-for-each', both)
  await scan('a loop of 10,000')
  if ((await workspace.api.runs.get(runId)).state === 'running') await workspace.api.runs.cancel(runId)
}

const repriced = (steps: ShopSteps) =>
  flow(
    [
      {
        ...steps.byHand(),
        trigger: { type: 'manual', form: [{ name: 'order', label: 'Price list', type: 'text', required: true }] },
      },
      step('catalogue', 'set', 'List the catalogue', {
        fields: { articles: expression(`[1..${ITEMS}].{ "sku": "BR-" & $string(1000 + $), "price": 40 + $ % 400 }`) },
      }),
      step('articles', 'loop', 'For each article', {
        list: ref('catalogue.articles'),
        concurrency: 10,
        onItemError: 'continue',
      }),
      ...inside('articles', [
        step('price', 'set', 'Work out the new price', {
          fields: { sku: ref('articles.item.sku'), price: expression('$round(steps.articles.item.price * 1.05, 2)') },
        }),
      ]),
      step('note', 'set', 'Note how many', { fields: { count: ref('articles.count') } }),
    ],
    'start > catalogue > articles > note',
  )

/** On the run's page, on its own page, by the mail's link on a phone, and once it is answered. */
async function approval(studio: Studio): Promise<void> {
  const { page, pages, phone, keep, scan, workspace } = studio
  await goLive(studio, 'Big orders', asked(studio.steps, 'orderCreated'))
  const runId = await orderUntil(studio, 'waiting')
  await page.setViewportSize(DESK)
  await openRun(studio, runId, 'ask')
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible()
  await keep('run-approval', both)
  await scan('a run that asks')

  await page.getByRole('link', { name: 'See what happens either way' }).click()
  await expect(page.getByRole('heading', { name: 'What happens then' })).toBeVisible()
  await keep('approval-page', both)
  await scan('an approval')

  const message = await pages.mail.openSystemMail('May order', workspace.person.email)
  await keep('approval-mail')
  const asker = await phone(false)
  await asker.goto(await pages.mail.linkOf(message, 'Approve…'))
  await expect(asker.getByRole('button', { name: 'Approve' }).filter({ visible: true })).toBeVisible()
  await keep('phone-approval', { ...both, on: asker })
  await scan('an approval on a phone', asker)
  await asker.getByRole('spinbutton').or(asker.getByLabel('Insured up to')).first().fill('2500')
  await asker.getByRole('button', { name: 'Approve' }).filter({ visible: true }).click()
  await expect(asker.getByText('You approved this')).toBeVisible()
  await keep('approval-decided', { on: asker, of: { x: 0, y: 0, width: 390, height: 240 } })
  await asker.context().close()
}

/** No label is to be had: what was done before is undone, the last first. */
async function compensated(studio: Studio): Promise<void> {
  const { page, phone, workspace, keep, scan } = studio
  await goLive(studio, 'Ship it, or undo', saga(studio.steps, 'orderCreated'))
  await workspace.sandbox.switchFault('carrier', { mode: 'fail', status: 422, count: 4 })
  const runId = await orderUntil(studio, 'succeeded')
  await workspace.sandbox.clearFaults()
  await page.setViewportSize(DESK)
  await openRun(studio, runId, 'all')
  await keep('run-saga', both)
  await scan('a saga that was undone')
  const pocket = await phone(true)
  await pocket.goto(`/runs/${runId}`)
  await expect(pocket.getByRole('button', { name: /Capture the payment/ }).first()).toBeVisible()
  await keep('phone-run', { ...both, on: pocket })
  await scan('a run on a phone', pocket)
  await pocket.context().close()
}

async function eventWait(studio: Studio): Promise<void> {
  const { page, keep, scan } = studio
  await page.setViewportSize(DESK)
  await goLive(studio, 'Delivered?', delivered(studio.steps, 'orderCreated'))
  await openRun(studio, await orderUntil(studio, 'waiting'), 'delivered')
  await keep('run-event-wait', both)
  await scan('a run that waits for an event')
}

/** Two of five pieces are not to be had; the others go on. */
async function itemFails(studio: Studio): Promise<void> {
  const { steps, workspace, keep } = studio
  const pieces = step('pieces', 'loop', 'For each piece', {
    list: constant(['mug', 'bowl', 'plate', 'jug', 'tray']),
    concurrency: 1,
    onItemError: 'continue',
  })
  const reserve = steps.http('reserve', 'Reserve the piece', 'writeOnce', {
    method: constant('POST'),
    url: constant('/things'),
    body: object({ piece: ref('pieces.item') }),
  })
  const flowId = await goLive(
    studio,
    'Hold the pieces',
    flow([steps.byHand(), pieces, ...inside('pieces', [reserve])], 'start > pieces'),
  )
  await workspace.sandbox.switchFault('http', { mode: 'fail', status: 422, count: 2, skip: 1, method: 'POST' })
  const runId = await startUntil(studio, flowId, '#1042', 'succeeded')
  await workspace.sandbox.clearFaults()
  await openRun(studio, runId, 'pieces')
  await keep('run-item-fails')
}

async function subFlow(studio: Studio): Promise<void> {
  const { page, steps, keep, workspace } = studio
  const { flowId: called } = await bookings(studio)
  const book = step('book', 'subflow', 'Book the sale', {
    flowId: called,
    versionId: null,
    mode: 'wait',
    input: { number: ref('start.order'), total: constant(1_248) },
  })
  const note = step('note', 'set', 'Note the entry', { fields: { entry: ref('book.entry') } })
  const flowId = await goLive(studio, 'Close the day', flow([steps.byHand(), book, note], 'start > book > note'))
  await workspace.api.flows.enable(called)
  await openRun(studio, await startUntil(studio, flowId, '#1043', 'waiting'), 'book')
  await expect(page.getByText('The run it called', { exact: true })).toBeVisible()
  await keep('run-sub-flow')
}

/** The second news about an order waits for the first. */
async function inLine(studio: Studio): Promise<void> {
  const { page, steps, keep } = studio
  const order = { key: ref('start.order'), queue: null, whenOpen: 'queue', olderVersion: 'run' }
  const pause = step('pause', 'wait', 'Wait an hour', { wait: { kind: 'duration', ms: constant(HOUR_MS) } })
  const note = step('note', 'set', 'Note the order', { fields: { order: words('{start.order}') } })
  const flowId = await goLive(
    studio,
    'Changes of an order',
    flow([steps.byHand({ order }), pause, note], 'start > pause > note'),
  )
  await startUntil(studio, flowId, '#1044', 'waiting')
  await openRun(studio, await startUntil(studio, flowId, '#1044', 'queued'))
  await expect(page.getByText(/Waits for the run before it/).first()).toBeVisible()
  await keep('run-in-line')
}

/** The money cannot be given back either: a person is asked. */
async function undoFails(studio: Studio): Promise<void> {
  const { workspace, keep } = studio
  await goLive(studio, 'Ship it, or ask', saga(studio.steps, 'orderCreated'))
  await workspace.sandbox.switchFault('carrier', { mode: 'fail', status: 422, count: 4 })
  await workspace.sandbox.switchFault('payments', { mode: 'fail', status: 400, path: '/v1/refunds' })
  const runId = await orderUntil(studio, 'needs_attention')
  await workspace.sandbox.clearFaults()
  await openRun(studio, runId)
  await keep('run-undo-fails')
  await workspace.api.runs.cancel(runId)
  await inState(studio, runId, 'cancelled')
}
