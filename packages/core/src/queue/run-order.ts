import { createHash } from 'node:crypto'
import { storedText } from '@patchbay/db/stored-json'
import type { RunOrder, RunRules, Trigger } from '@patchbay/flow/document'

const LONGEST_KEY = 200

/**
 * The order that a trigger's runs go in; null: none. Where the author says nothing, events of a connector go by what
 * they tell of, and a schedule that queues goes in one line. "In no order" is said of events only: a schedule has a
 * choice of its own, which one that was an event before must not lose.
 */
export function runOrderOf(trigger: Trigger, rules: RunRules | null): RunOrder | null {
  if (rules?.order || (rules?.order === null && trigger.type !== 'schedule')) return rules.order
  if (trigger.type === 'event') return { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip' }
  if (trigger.type !== 'schedule' || trigger.overlap !== 'queue') return null
  return { key: { kind: 'constant', value: 'schedule' }, queue: null, whenOpen: 'queue', olderVersion: 'run' }
}

/** What stands in `run.order_key`: runs of a workspace that have it equal go one at a time. */
export function orderKeyOf(order: RunOrder, triggerId: string, key: string): string {
  const text = storedText(key)
  const short =
    text.length <= LONGEST_KEY ? text : `${text.slice(0, 100)}…${createHash('sha256').update(text).digest('hex')}`
  return order.queue === null ? `t:${triggerId}:${short}` : `q:${order.queue}:${short}`
}
