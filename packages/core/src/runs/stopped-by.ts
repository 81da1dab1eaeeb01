import type { StepState } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'

/** A rule ("go on only when …") that did not hold, so that nothing came after it. `because` says what was found. */
export type StoppedBy = { stepId: string; name: string; because: string | null }

export type StoppingStep = {
  node: number
  stepId: string
  name: string
  state: StepState
  port: string | null
  notes: string[] | null
}

/**
 * The rule that ended a run before its last step. Null where none did, and where another way through the flow went on
 * beside it: then the run was not stopped, only that way. `steps`: those outside loops.
 */
export function stoppedBy(control: readonly ControlNode[], steps: readonly StoppingStep[]): StoppedBy | null {
  const ran = steps.filter(({ state }) => state === 'succeeded' || state === 'failed')
  const rule = ran.find((step) => {
    if (control[step.node]?.kind !== 'filter' || step.port !== 'filtered') return false
    const before = leadingTo(control, step.node)
    return ran.every(({ node }) => before.has(node))
  })
  if (rule === undefined) return null
  return { stepId: rule.stepId, name: rule.name, because: rule.notes?.[0] ?? null }
}

/** The node, all that had to settle before it with what stands inside of that, and the containers around it. */
function leadingTo(control: readonly ControlNode[], node: number): ReadonlySet<number> {
  const leading = new Set<number>()
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (leading.has(at)) continue
    leading.add(at)
    const { deps = [], region = null } = control[at] ?? {}
    for (const dep of deps) open.push(dep.node, ...insideOf(control, dep.node))
    if (region !== null) open.push(region)
  }
  return leading
}

function insideOf(control: readonly ControlNode[], container: number): number[] {
  return control.flatMap(({ region }, index) => (region === container ? [index, ...insideOf(control, index)] : []))
}
