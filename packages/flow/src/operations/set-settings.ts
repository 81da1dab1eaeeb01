import type { Step } from '../document.ts'
import { portsOf } from '../ports.ts'
import { succeed } from '../result.ts'
import { changeStep, defineOperation, findStep, refuseAs } from './define-operation.ts'
import type { OperationByKind } from './operation-schemas.ts'

type Settings = OperationByKind['setSettings']['settings']

/** What only one kind of step has. Absent settings stay. Cables from a branch's ways that go, go with them. */
export const setSettings = defineOperation<'setSettings'>({
  structural: true,
  apply: (document, { stepId, settings }) => {
    const changed = changeStep(document, stepId, (step) => {
      const next = withSettings(step, settings)
      if (next !== null) return succeed(next)
      const message = `“${step.name}” is no ${settings.kind} step, so it cannot be set up as one. Choose another step.`
      return refuseAs('step_kind', message, { stepId })
    })
    if (!changed.ok) return changed
    const before = findStep(document, stepId)
    const after = findStep(changed.value, stepId)
    const ports = new Set(after === undefined ? [] : portsOf(after).map((port) => port.id))
    const gone = new Set(
      before === undefined
        ? []
        : portsOf(before)
            .map((port) => port.id)
            .filter((port) => !ports.has(port)),
    )
    const edges = document.edges.filter(({ from, port }) => from !== stepId || !gone.has(port))
    return succeed({ ...changed.value, edges })
  },
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    const settings = step === undefined ? null : settingsOf(step, operation.settings)
    return settings === null ? null : { ...operation, settings }
  },
})

function withSettings(step: Step, settings: Settings): Step | null {
  if (step.kind === 'action' && settings.kind === 'action') {
    const { connector = step.connector, action = step.action } = settings
    return { ...step, connector, action }
  }
  if (step.kind === 'branch' && settings.kind === 'branch') {
    const { cases = step.cases, otherwiseLabel = step.otherwiseLabel } = settings
    return { ...step, cases, otherwiseLabel }
  }
  if (step.kind === 'filter' && settings.kind === 'filter') {
    const { condition = step.condition } = settings
    return { ...step, condition }
  }
  if (step.kind === 'loop' && settings.kind === 'loop') {
    const { list = step.list, concurrency = step.concurrency, onItemError = step.onItemError } = settings
    return { ...step, list, concurrency, onItemError }
  }
  if (step.kind === 'wait' && settings.kind === 'wait') {
    const { wait = step.wait } = settings
    return { ...step, wait }
  }
  if (step.kind === 'answer' && settings.kind === 'answer') {
    const { status = step.status, body = step.body } = settings
    return { ...step, status, body }
  }
  if (step.kind === 'stop' && settings.kind === 'stop') {
    const { message: old, ...rest } = step
    const message = settings.message === undefined ? old : settings.message
    return { ...rest, outcome: settings.outcome ?? step.outcome, ...(message ? { message } : {}) }
  }
  return null
}

/** The step's own values of the settings that are named; null for another kind of step. */
function settingsOf(step: Step, named: Settings): Settings | null {
  if (step.kind === 'action' && named.kind === 'action') {
    const { connector, action } = step
    return { kind: 'action', ...(named.connector && { connector }), ...(named.action && { action }) }
  }
  if (step.kind === 'branch' && named.kind === 'branch') {
    const { cases, otherwiseLabel } = step
    return {
      kind: 'branch',
      ...(named.cases && { cases }),
      ...(named.otherwiseLabel !== undefined && { otherwiseLabel }),
    }
  }
  if (step.kind === 'filter' && named.kind === 'filter')
    return { kind: 'filter', ...(named.condition && { condition: step.condition }) }
  if (step.kind === 'loop' && named.kind === 'loop') {
    const { list, concurrency, onItemError } = step
    const settings: Settings = { kind: 'loop', ...(named.list && { list }), ...(named.onItemError && { onItemError }) }
    return named.concurrency === undefined ? settings : { ...settings, concurrency }
  }
  if (step.kind === 'wait' && named.kind === 'wait') return { kind: 'wait', ...(named.wait && { wait: step.wait }) }
  if (step.kind === 'answer' && named.kind === 'answer') {
    const { status, body } = step
    return { kind: 'answer', ...(named.status && { status }), ...(named.body && { body }) }
  }
  if (step.kind === 'stop' && named.kind === 'stop') {
    const { outcome, message = null } = step
    const settings: Settings = { kind: 'stop', ...(named.outcome && { outcome }) }
    return named.message === undefined ? settings : { ...settings, message }
  }
  return null
}
