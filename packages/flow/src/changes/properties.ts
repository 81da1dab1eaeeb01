import type { Step } from '../document.ts'
import { stepSchema } from '../document-schema.ts'

/** What another action, event or called flow brings along with it: these change together or not at all. */
const DOES = new Set([
  'connector',
  'action',
  'event',
  'connectionId',
  'flowId',
  'versionId',
  'input',
  'params',
  'match',
  'policy',
  'onUnknown',
  'onAuthFailure',
  'ifFails',
  'withoutUndo',
])
/** What is not a property: the step itself, and where it stands; a lane is a part of where. */
const FIXED = new Set(['id', 'kind', 'position', 'lane'])
/** Fields of these are properties of their own: `input.phone`. */
const FIELDED = new Set(['input', 'fields'])

/**
 * A step's settings by name, as far as they can change one by one: `name`, `input.phone`, `policy`, `cases`. Of an
 * action that is another one than in `other`, all that belongs to it is the one property `does`. Kinds of steps that
 * come later need nothing here.
 */
export function propertiesOf(step: Step, other: Step): Map<string, unknown> {
  const properties = new Map<string, unknown>()
  const does: Record<string, unknown> = {}
  const isOther = doesOther(step, other)
  for (const [key, value] of Object.entries(step)) {
    if (FIXED.has(key) || value === undefined) continue
    if (isOther && DOES.has(key)) does[key] = value
    else if (key === 'parent') properties.set(key, step.lane === undefined ? value : { in: value, lane: step.lane })
    else if (FIELDED.has(key) && isRecord(value)) {
      for (const [name, field] of Object.entries(value)) properties.set(`${key}.${name}`, field)
    } else if (step.kind === 'trigger' && key === 'trigger') {
      for (const [name, part] of triggerProperties(step, other)) properties.set(name, part)
    } else properties.set(key, value)
  }
  if (isOther) properties.set('does', does)
  return properties
}

/** The step with those of its properties that are named as `source` has them. */
export function withProperties(step: Step, source: Step, names: ReadonlySet<string>): Step {
  if (names.size === 0) return step
  const raw: Record<string, unknown> = { ...step }
  const given: Record<string, unknown> = { ...source }
  for (const name of names) {
    const [head = '', ...rest] = name.split('.')
    if (name === 'does') for (const key of DOES) put(raw, key, given[key])
    else if (name === 'parent') for (const key of ['parent', 'lane']) put(raw, key, given[key])
    else if (name === 'connectionId' && step.kind === 'trigger') continue
    else if (FIELDED.has(head) && rest.length > 0) {
      const fields = { ...(isRecord(raw[head]) ? raw[head] : {}) }
      const sourceFields = isRecord(given[head]) ? given[head] : {}
      const field = rest.join('.')
      put(fields, field, Object.hasOwn(sourceFields, field) ? sourceFields[field] : undefined)
      raw[head] = fields
    } else put(raw, name, given[name])
  }
  if (step.kind === 'trigger') raw['trigger'] = mergedTrigger(step, source, names)
  return stepSchema.parse(raw)
}

function doesOther(step: Step, other: Step): boolean {
  if (step.kind === 'action' && other.kind === 'action')
    return step.connector !== other.connector || step.action !== other.action
  if (step.kind === 'event' && other.kind === 'event')
    return step.connector !== other.connector || step.event !== other.event
  return step.kind === 'subflow' && other.kind === 'subflow' && step.flowId !== other.flowId
}

type TriggerStep = Step & { kind: 'trigger' }

/** The account of a vendor's event is a choice of its own, as long as the event stays. */
function triggerProperties(step: TriggerStep, other: Step): [string, unknown][] {
  const { trigger } = step
  if (!isSameEvent(step, other) || trigger.type !== 'event') return [['trigger', trigger]]
  return [
    ['trigger', { ...trigger, connectionId: null }],
    ['connectionId', trigger.connectionId],
  ]
}

function mergedTrigger(step: TriggerStep, source: Step, names: ReadonlySet<string>): unknown {
  if (source.kind !== 'trigger') return step.trigger
  const base = names.has('trigger') ? source.trigger : step.trigger
  if (base.type !== 'event' || step.trigger.type !== 'event' || source.trigger.type !== 'event') return base
  if (!isSameEvent(step, source)) return base
  const { connectionId } = names.has('connectionId') ? source.trigger : step.trigger
  return { ...base, connectionId }
}

function isSameEvent(step: TriggerStep, other: Step): boolean {
  if (other.kind !== 'trigger' || step.trigger.type !== 'event' || other.trigger.type !== 'event') return false
  return step.trigger.connector === other.trigger.connector && step.trigger.event === other.trigger.event
}

function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete target[key]
  // `__proto__` is a field name like any other.
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
