import type { Gather, RunOrder, TriggerStep } from '../document.ts'
import type { Mapping } from '../mapping.ts'
import { eventSchema } from '../output-schema.ts'
import { checkMapping } from './check-mapping.ts'
import { checkRace } from './check-race.ts'
import { checkRange, checkSpan } from './check-range.ts'
import { own, type Validation } from './validation.ts'

const MAX_AT_ONCE = 1000
const MAX_GATHERED = 1000
const MAX_QUIET_MS = 7 * 86_400_000

/** How events become runs. Keys are read from one event, before anything runs. */
export function checkRuns(validation: Validation, step: TriggerStep): void {
  const { order, gather, atOnce } = step.runs ?? {}
  if (order) checkOrder(validation, step, order)
  checkRace(validation, step)
  if (gather !== undefined) checkGather(validation, step, gather)
  const most = { field: 'runs.atOnce', label: 'The number of runs at once', value: atOnce }
  checkRange(validation, most, { least: 1, most: MAX_AT_ONCE })
}

function checkOrder(validation: Validation, step: TriggerStep, { key, queue }: RunOrder): void {
  if (key !== null) checkKey(validation, step, { field: 'runs.order.key', key })
  else if (!hasEntity(validation, step)) {
    const message = 'Events of this trigger do not say what they are about. Choose the value that runs go in order by.'
    validation.error('order_key_missing', 'runs.order.key', message)
  }
  if (queue !== null && queue.trim() === '') {
    const message = 'The queue that flows share has no name. Give it one, or keep the order within this flow.'
    validation.error('queue_name_empty', 'runs.order.queue', message)
  }
}

function checkGather(validation: Validation, step: TriggerStep, gather: Gather): void {
  if (gather.key !== null) checkKey(validation, step, { field: 'runs.gather.key', key: gather.key })
  if (gather.kind === 'batch') {
    const count = { field: 'runs.gather.count', label: 'The number of events', value: gather.count }
    checkRange(validation, count, { least: 1, most: MAX_GATHERED })
    const within = { field: 'runs.gather.withinMs', label: 'The time to gather events', value: gather.withinMs }
    checkSpan(validation, within, { most: MAX_QUIET_MS })
  } else {
    const { quietMs, longestMs } = gather
    const limits = { most: MAX_QUIET_MS }
    checkSpan(validation, { field: 'runs.gather.quietMs', label: 'The quiet time', value: quietMs }, limits)
    checkSpan(validation, { field: 'runs.gather.longestMs', label: 'The longest wait', value: longestMs }, limits)
    if (quietMs > longestMs) {
      const message = 'The longest wait is shorter than the quiet time, which would then never count. Make it longer.'
      validation.error('gather_span', 'runs.gather.longestMs', message)
    }
  }
  const { trigger } = step
  const isAwaited = trigger.type === 'call' || (trigger.type === 'webhook' && trigger.answer.kind === 'flow')
  if (!isAwaited) return
  const message =
    'Each caller waits for an answer of its own, so calls cannot be gathered. Run the flow for each of them.'
  validation.error('gather_awaited', 'runs.gather', message)
}

/** Whether the connector, or the trigger's own setting, names what an event is about. Of an app that is not known: yes. */
function hasEntity({ options }: Validation, { trigger }: TriggerStep): boolean {
  if (trigger.type === 'webhook') return trigger.subject !== undefined
  if (trigger.type !== 'event') return false
  const event = own(own(options.manifests, trigger.connector)?.triggers ?? {}, trigger.event)
  return event === undefined || event.entity !== undefined
}

function checkKey(validation: Validation, step: TriggerStep, { field, key }: { field: string; key: Mapping }): void {
  const itself = { step, as: 'output', certain: true } as const
  const label = field.includes('order') ? 'The value that runs go in order by' : 'The value that events are gathered by'
  const outputOf = () => eventSchema(step, validation.options)
  const before = { ...validation, upstream: [itself], outputOf, beforeRun: true }
  checkMapping(before, { field, label, required: true, schema: null }, key)
}
