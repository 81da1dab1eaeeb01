import type { Edge, FlowDocument, Step, Trigger } from '../document.ts'
import type { Mapping } from '../mapping.ts'
import { apply, type Operation } from '../operations/operation.ts'
import { orderJourney } from '../samples/order-journey.ts'

/** The sample flow with one thing changed, for tests of what that is called. */
export const position = { x: 0, y: 0 }
export const text = (value: string): Mapping => ({ kind: 'constant', value })
export const from = (step: string, ...path: (string | number)[]): Mapping => ({
  kind: 'reference',
  ref: { from: step, path },
})
export const one: Mapping = { kind: 'constant', value: 1 }

export function mustApply(document: FlowDocument, operation: Operation): FlowDocument {
  const applied = apply(document, operation)
  if (!applied.ok) throw new Error(applied.error.message)
  return applied.value
}

export function after(operation: Operation): FlowDocument {
  return mustApply(orderJourney, operation)
}

export function input(stepId: string, field: string, mapping: Mapping | null): FlowDocument {
  return after({ kind: 'setInput', stepId, field, mapping })
}

export function policy(stepId: string, changes: (Operation & { kind: 'setPolicy' })['policy']): FlowDocument {
  return after({ kind: 'setPolicy', stepId, policy: changes })
}

export function connection(stepId: string, connectionId: string | null): FlowDocument {
  return after({ kind: 'setConnection', stepId, connectionId })
}

export function action(stepId: string, settings: { connector?: string; action?: string }): FlowDocument {
  return after({ kind: 'setSettings', stepId, settings: { kind: 'action', ...settings } })
}

export function loopOf(settings: { list?: Mapping; concurrency?: number }): FlowDocument {
  return after({ kind: 'setSettings', stepId: 'lines', settings: { kind: 'loop', ...settings } })
}

export function waitOf(wait: (Step & { kind: 'wait' })['wait']): FlowDocument {
  return after({ kind: 'setSettings', stepId: 'restock', settings: { kind: 'wait', wait } })
}

export function trigger(changes: Trigger): FlowDocument {
  return after({ kind: 'setTrigger', stepId: 'order', trigger: changes })
}

/** Built by hand, since operations refuse most of what follows. */
export function withStep(added: Step): FlowDocument {
  const edge = { id: 'x', from: 'summary', port: 'out', to: added.id }
  const edges = added.parent === undefined ? [...orderJourney.edges, edge] : orderJourney.edges
  return { ...orderJourney, steps: [...orderJourney.steps, added], edges }
}

export function withEdge(edge: Edge): FlowDocument {
  return { ...orderJourney, edges: [...orderJourney.edges, edge] }
}

export function without(id: string): FlowDocument {
  return { ...orderJourney, steps: orderJourney.steps.filter((one) => one.id !== id) }
}

export function changed(id: string, changes: { parent: string }): FlowDocument {
  const steps = orderJourney.steps.map((one) => (one.id === id ? { ...one, ...changes } : one))
  return { ...orderJourney, steps }
}

export function nested(depth: number): FlowDocument {
  const containers = Array.from({ length: depth + 1 }, (_, index): Step => {
    const parent = index === 0 ? {} : { parent: `deep${index - 1}` }
    return { id: `deep${index}`, name: `Level ${index}`, position, kind: 'parallel', ...parent }
  })
  return { ...orderJourney, steps: [...orderJourney.steps, ...containers] }
}

export function branchOf(...ids: string[]): FlowDocument {
  const cases = ids.map((id) => ({ id, label: id, condition: { kind: 'all' as const, of: [] } }))
  const steps = orderJourney.steps.map((one) => (one.kind === 'branch' ? { ...one, cases } : one))
  return { ...orderJourney, steps }
}

export function filterOf(condition: (Step & { kind: 'filter' })['condition']): FlowDocument {
  return withStep({ id: 'go', name: 'Go on?', position, kind: 'filter', condition })
}

export function answerOf(status: Mapping): FlowDocument {
  return withStep({ id: 'reply', name: 'Reply', position, kind: 'answer', status, body: one })
}

export function step(id: string): Step {
  const found = orderJourney.steps.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

export function valueMap(otherwise: (Mapping & { kind: 'valueMap' })['otherwise'], entries = 1): Mapping {
  const list = Array.from({ length: entries }, () => ({ when: 'succeeded', to: 'customer' }))
  return { kind: 'valueMap', of: from('capture', 'status'), entries: list, otherwise }
}

export function eachLine(each: Mapping): Mapping {
  return { kind: 'list', of: from('order', 'lines'), each }
}

export function event(): Trigger & { type: 'event' } {
  return { type: 'event', connector: 'shopify', event: 'orderPaid', connectionId: 'con_shopify', params: {} }
}

export function cron(expression: string, timeZone: string): Trigger & { type: 'schedule' } {
  return { type: 'schedule', schedule: { kind: 'cron', expression, timeZone }, overlap: 'skip', catchUpWindowMs: 0 }
}

export function webhook(auth: (Trigger & { type: 'webhook' })['auth'], deadlineMs?: number): Trigger {
  return { type: 'webhook', auth, answer: deadlineMs === undefined ? { kind: 'now' } : { kind: 'flow', deadlineMs } }
}

export function form(...names: string[]): Trigger {
  const fields = names.map((name) => ({ name, label: name, type: 'choice' as const, required: true }))
  return { type: 'manual', form: fields }
}
