import {
  answering,
  asked,
  booking,
  byCountry,
  delivered,
  followed,
  sorted,
  stopping,
  waiting,
} from '../flows/control-flows.ts'
import { compare, constant, expression, flow, inside, object, ref, step } from '../flows/draw.ts'
import { orderToDoorstep } from '../flows/order-to-doorstep.ts'
import { DESK, type Studio } from '../open-studio.ts'
import { drawn, type Scene } from '../scene.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Each control step on the canvas, with its rule in the settings beside it. */
export const controlScenes: Scene[] = [
  drawn({ name: 'branch', flow: 'Sort the orders', step: 'check', document: ({ steps }) => sorted(steps) }),
  drawn({ name: 'switch', flow: 'By country', step: 'zone', document: ({ steps }) => byCountry(steps) }),
  drawn({
    name: 'filter',
    flow: 'Large orders',
    step: 'large',
    document: ({ steps }) =>
      flow(
        [
          steps.order(),
          step('large', 'filter', 'Is it a large order?', { condition: compare('order.total_price', 'at_least', 500) }),
          steps.tag('insure', 'Tag it to be insured', 'insure'),
        ],
        'order > large > insure',
      ),
  }),
  parallel('parallel-all', { kind: 'all' }),
  parallel('parallel-any', { kind: 'any' }),
  parallel('parallel-some', { kind: 'succeeded', count: 2 }),
  parallel('parallel-time-out', { kind: 'all', timeoutMs: HOUR_MS }),
  loop('for-each', { concurrency: 4 }),
  loop('for-each-batches', { concurrency: 2, batchSize: 50 }),
  loop('for-each-item-fails', { concurrency: 4, onItemError: 'continue' }),
  loop('for-each-collects', { concurrency: 4, onItemError: 'continue', collect: 'reserve' }),
  drawn({ name: 'repeat-until', flow: 'Follow the parcel', step: 'follow', document: ({ steps }) => followed(steps) }),
  drawn({
    name: 'wait',
    flow: 'A day later',
    step: 'pause',
    document: ({ steps }) => waiting(steps, { kind: 'duration', ms: constant(2 * DAY_MS) }, 'Wait two days'),
  }),
  drawn({
    name: 'wait-until',
    flow: 'In the morning',
    step: 'pause',
    document: ({ steps }) =>
      waiting(steps, { kind: 'until', at: constant('2026-12-01T08:00:00+01:00') }, 'Wait until December'),
  }),
  drawn({ name: 'wait-for-event', flow: 'Delivered?', step: 'delivered', document: ({ steps }) => delivered(steps) }),
  drawn({ name: 'approval', flow: 'Big orders', step: 'ask', document: ({ steps }) => asked(steps) }),
  drawn({
    name: 'approval-deadline',
    flow: 'Big orders, in time',
    step: 'ask',
    section: 'Until when',
    document: ({ steps }) => asked(steps),
  }),
  called('sub-flow', { mode: 'wait', pinned: false }),
  called('sub-flow-start', { mode: 'start', pinned: false }),
  called('sub-flow-pinned', { mode: 'wait', pinned: true }),
  drawn({ name: 'answer', flow: 'Stock by web address', step: 'say', document: () => answering() }),
  drawn({ name: 'stop', flow: 'Not paid', step: 'end', document: ({ steps }) => stopping(steps) }),
  {
    name: 'whole-flow',
    async take({ page, pages, workspace, steps, keep, scan }) {
      const document = orderToDoorstep(steps)
      const { id } = await workspace.api.flows.create({ name: 'Order to doorstep', document })
      await page.setViewportSize(DESK)
      await pages.editor.openFlow(id)
      await pages.editor.button('Outline').click()
      await pages.editor.button('Show all of it').click()
      await keep('whole-flow', { themes: ['light', 'dark'] })
      await scan('a large flow')
      await workspace.api.flows.archive(id)
    },
  },
]

function parallel(name: string, join: Record<string, unknown>): Scene {
  return drawn({
    name,
    flow: `At once: ${name.slice('parallel-'.length)}`,
    step: 'three',
    document: ({ steps }) =>
      flow(
        [
          steps.order(),
          step('three', 'parallel', 'Three at once', { join }),
          ...inside('three', [
            steps.label(),
            steps.tag('pick', 'Tell the picker', 'pick'),
            steps.mail('thank', 'Thank the customer', 'Thank you for {order.name}'),
          ]),
          steps.tag('ready', 'Tag it as ready', 'ready'),
        ],
        'order > three > ready',
      ),
  })
}

function loop(name: string, rules: Record<string, unknown>): Scene {
  const batches = rules['batchSize'] !== undefined
  return drawn({
    name,
    flow: `Lines: ${name}`,
    step: 'lines',
    document: ({ steps }) =>
      flow(
        [
          steps.order(),
          step('lines', 'loop', batches ? 'For fifty lines each time' : 'For each line', {
            list: ref('order.line_items'),
            onItemError: 'stop',
            ...rules,
          }),
          ...inside('lines', [
            steps.http('reserve', batches ? 'Reserve the pieces' : 'Reserve the piece', 'writeOnce', {
              method: constant('POST'),
              url: constant('/reservations'),
              body: object({ what: ref('lines.item') }),
            }),
          ]),
          steps.tag('done', 'Tag it as reserved', 'reserved'),
        ],
        'order > lines > done',
      ),
  })
}

function called(name: string, { mode, pinned }: { mode: 'wait' | 'start'; pinned: boolean }): Scene {
  return drawn({
    name,
    flow: `Book: ${name}`,
    step: 'book',
    document: async (studio) => {
      const { steps } = studio
      const { flowId, versionId } = await bookings(studio)
      const book = step('book', 'subflow', 'Book the sale', {
        flowId,
        versionId: pinned ? versionId : null,
        mode,
        input: { number: ref('order.name'), total: expression('$number(steps.order.total_price)') },
      })
      return flow([steps.order(), book, steps.tag('booked', 'Tag it as booked', 'booked')], 'order > book > booked')
    },
  })
}

/** The flow that others call; the same for all of them. */
export async function bookings({ workspace, flows }: Studio): Promise<{ flowId: string; versionId: string }> {
  const { items } = await workspace.api.flows.list()
  const flowId = items.find(({ name }) => name === 'Book a sale')?.id ?? (await flows.publish('Book a sale', booking()))
  const [version] = (await workspace.api.flows.versions(flowId)).items
  if (version === undefined) throw new Error('“Book a sale” has no version')
  return { flowId, versionId: version.id }
}
