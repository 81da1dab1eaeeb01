import type { Step } from '../document.ts'
import type { OperationByKind } from './operation-schemas.ts'

type Settings = OperationByKind['setSettings']['settings']

/** The step with the settings that are named; absent ones stay, null takes an optional one away. Null for another kind. */
export function withSettings(step: Step, settings: Settings): Step | null {
  if (step.kind === 'loop' && settings.kind === 'loop') {
    const { collect: old, batchSize: oldSize, ...rest } = step
    const { collect = old, batchSize = oldSize, ...named } = settings
    return { ...rest, ...present(named), ...(batchSize === null ? {} : { batchSize }), ...(collect ? { collect } : {}) }
  }
  if (step.kind === 'parallel' && settings.kind === 'parallel') {
    const { join: old, ...rest } = step
    const { join = old } = settings
    return join ? { ...rest, join } : rest
  }
  if (step.kind === 'stop' && settings.kind === 'stop') {
    const { message: old, ...rest } = step
    const { message: wished = old, ...named } = settings
    return { ...rest, ...present(named), ...(wished ? { message: wished } : {}) }
  }
  if (step.kind === 'action' && settings.kind === 'action') return { ...step, ...present(settings) }
  if (step.kind === 'branch' && settings.kind === 'branch') return { ...step, ...present(settings) }
  if (step.kind === 'filter' && settings.kind === 'filter') return { ...step, ...present(settings) }
  if (step.kind === 'repeat' && settings.kind === 'repeat') return { ...step, ...present(settings) }
  if (step.kind === 'scope' && settings.kind === 'scope') return { ...step, ...present(settings) }
  if (step.kind === 'wait' && settings.kind === 'wait') return { ...step, ...present(settings) }
  if (step.kind === 'event' && settings.kind === 'event') return { ...step, ...present(settings) }
  if (step.kind === 'approval' && settings.kind === 'approval') return { ...step, ...present(settings) }
  if (step.kind === 'subflow' && settings.kind === 'subflow') return { ...step, ...present(settings) }
  if (step.kind === 'answer' && settings.kind === 'answer') return { ...step, ...present(settings) }
  return null
}

/** The step's own values of the settings that are named; null for another kind of step. */
export function settingsOf(step: Step, named: Settings): Settings | null {
  if (step.kind === 'loop' && named.kind === 'loop')
    return ownOf({ ...step, batchSize: step.batchSize ?? null, collect: step.collect ?? null }, named)
  if (step.kind === 'parallel' && named.kind === 'parallel') return ownOf({ ...step, join: step.join ?? null }, named)
  if (step.kind === 'stop' && named.kind === 'stop') return ownOf({ ...step, message: step.message ?? null }, named)
  if (step.kind === 'action' && named.kind === 'action') return ownOf(step, named)
  if (step.kind === 'branch' && named.kind === 'branch') return ownOf(step, named)
  if (step.kind === 'filter' && named.kind === 'filter') return ownOf(step, named)
  if (step.kind === 'repeat' && named.kind === 'repeat') return ownOf(step, named)
  if (step.kind === 'scope' && named.kind === 'scope') return ownOf(step, named)
  if (step.kind === 'wait' && named.kind === 'wait') return ownOf(step, named)
  if (step.kind === 'event' && named.kind === 'event') return ownOf(step, named)
  if (step.kind === 'approval' && named.kind === 'approval') return ownOf(step, named)
  if (step.kind === 'subflow' && named.kind === 'subflow') return ownOf(step, named)
  if (step.kind === 'answer' && named.kind === 'answer') return ownOf(step, named)
  return null
}

/** Without what is not set: spread over a step, that would take a value away. */
function present<T extends object>(settings: T): T {
  const set = { ...settings }
  for (const key in set) if (set[key] === undefined) Reflect.deleteProperty(set, key)
  return set
}

/** Of `own`, what `named` names. */
function ownOf<T extends object>(own: T, named: T): T {
  const picked = { ...named }
  for (const key in named) if (named[key] !== undefined) picked[key] = own[key]
  return picked
}
