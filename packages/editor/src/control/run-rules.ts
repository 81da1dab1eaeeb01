import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { RunOrder, RunRules, TriggerStep } from '@patchbay/flow/document'

export type OrderWay = 'entity' | 'value' | 'none'

/** What a trigger's events are about, as its app says: "order"; null where nothing says it. */
export function entityOf({ trigger }: TriggerStep, manifests: Readonly<Record<string, ConnectorManifest>>) {
  const event = trigger.type === 'event' ? manifests[trigger.connector]?.triggers[trigger.event] : undefined
  return { entity: event?.entity ?? null, versioned: event?.versioned === true }
}

/** By what runs go one at a time. Without a word, by the entity that the app names. */
export function orderWay(runs: RunRules | undefined, entity: string | null): OrderWay {
  if (runs?.order === null) return 'none'
  if (runs?.order === undefined) return entity === null ? 'none' : 'entity'
  return runs.order.key === null ? 'entity' : 'value'
}

export const usualOrder: RunOrder = { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip' }

/** The rules with another way; what was chosen beside it stays. */
export function withOrderWay(runs: RunRules | undefined, way: OrderWay, entity: string | null): RunRules {
  const order = runs?.order ?? usualOrder
  if (way === 'none') return { ...runs, order: entity === null ? undefined : null }
  if (way === 'value') return { ...runs, order: { ...order, key: order.key ?? { kind: 'constant', value: null } } }
  return { ...runs, order: { ...order, key: null } }
}

/** Without what only says the default; null when nothing is left. */
export function tidyRules({ order, gather, atOnce }: RunRules): RunRules | null {
  const isUsual = order !== undefined && order !== null && JSON.stringify(order) === JSON.stringify(usualOrder)
  const rules: RunRules = {
    ...(order === undefined || isUsual ? {} : { order }),
    ...(gather === undefined ? {} : { gather }),
    ...(atOnce === undefined ? {} : { atOnce }),
  }
  return Object.keys(rules).length === 0 ? null : rules
}
