import { constant, flow, inside, object, step } from '../flows/draw.ts'
import type { ShopSteps } from '../flows/shop-steps.ts'
import { type DrawnStep, drawn, type Scene } from '../scene.ts'

/** What a step does when it fails, where it is set. */
export const failureScenes: Scene[] = [
  label('retry', 'Try again', {
    policy: { maxAttempts: 6, initialDelayMs: 8_000, backoff: 4, maxDelayMs: 600_000, timeoutMs: 10_000 },
  }),
  label('fails-stop', 'If it still fails', {}),
  drawn({
    ...settings('fails-default', 'If it still fails'),
    step: 'ready',
    document: ({ steps }) => {
      const ifFails = { kind: 'default', output: object({ id: constant('not tagged') }) }
      return flow([steps.order(), { ...steps.tag('ready', 'Tag it as ready', 'ready'), ifFails }], 'order > ready')
    },
  }),
  drawn({
    ...settings('fails-error-path', 'If it still fails'),
    document: ({ steps }) =>
      flow(
        [steps.order(), steps.label(), steps.ship(), steps.teamMail('tell', 'Tell the desk', 'No label: {order.name}')],
        'order > label > ship',
        'label.error > tell',
      ),
  }),
  label('fails-ask', 'If it still fails', { ifFails: { kind: 'ask' } }),
  drawn({
    ...settings('unknown-outcome', 'If nobody knows whether it went through'),
    step: 'tell',
    document: ({ steps }) => told(steps),
  }),
  drawn({
    ...settings('key-refused', 'Try again'),
    document: ({ steps }) =>
      flow([steps.order(), steps.label({ onAuthFailure: 'wait' }), steps.ship()], 'order > label > ship'),
    before: (_studio, panel) =>
      panel
        .getByText(/refuses the key/)
        .first()
        .scrollIntoViewIfNeeded(),
  }),
  drawn({ name: 'scope', flow: 'Ship it, or undo', step: 'all', document: ({ steps }) => saga(steps) }),
  drawn({
    name: 'undo',
    flow: 'Ship it, or undo it',
    step: 'capture',
    tab: 'retry',
    section: 'Undo',
    document: ({ steps }) => saga(steps),
  }),
  drawn({
    name: 'without-undo',
    flow: 'Ship it, and ask',
    step: 'label',
    tab: 'retry',
    section: 'Undo',
    document: ({ steps }) => saga(steps),
  }),
]

function settings(name: string, section: string | RegExp): Omit<DrawnStep, 'document'> {
  return { name, section, flow: `Labels: ${name}`, step: 'label', tab: 'retry' }
}

function label(name: string, section: string | RegExp, more: Record<string, unknown>): Scene {
  return drawn({
    ...settings(name, section),
    document: ({ steps }) => flow([steps.order(), steps.label(more), steps.ship()], 'order > label > ship'),
  })
}

const told = (steps: ShopSteps) =>
  flow(
    [
      steps.order(),
      steps.http('tell', 'Tell the warehouse', 'write', {
        method: constant('POST'),
        url: constant('/things'),
        body: object({ order: { kind: 'reference', ref: { from: 'order', path: ['name'] } } }),
      }),
      steps.tag('told', 'Tag it as told', 'told'),
    ],
    'order > tell > told',
  )

/** Money taken, goods reserved, a label bought: or none of it. */
export const saga = (steps: ShopSteps, event = 'orderPaid') =>
  flow(
    [
      steps.order(event),
      step('all', 'scope', 'Ship it, or undo', { compensate: true }),
      ...inside('all', [
        steps.capture(),
        steps.refund(),
        steps.look(),
        steps.take(),
        steps.putBack(),
        steps.label({ policy: { maxAttempts: 2, initialDelayMs: 200 } }),
        steps.ship(),
      ]),
      ...inside('all', [steps.teamMail('tell', 'Tell the desk', 'Order {order.name} did not ship')], 'catch'),
      ...inside('all', [steps.tag('noted', 'Note it on the order', 'tried')], 'finally'),
    ],
    'order > all',
    'capture > look > take > label > ship',
    'capture.undo > refund',
    'take.undo > putBack',
  )
