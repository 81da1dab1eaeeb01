import { portsOf } from '../ports.ts'
import { succeed } from '../result.ts'
import { changeStep, defineOperation, findStep, refuseAs } from './define-operation.ts'
import { settingsOf, withSettings } from './kind-settings.ts'

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
