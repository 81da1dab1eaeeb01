import type { StepState } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'

/**
 * What ended a run before all that might have come: a rule ("go on only when …") that did not hold, or a Stop step with
 * a message. `because`: what was found, or that message.
 */
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
 * The rule or the Stop step that ended a run before its last step. Null where none did, and where another way through
 * the flow went on beside a rule: then the run was not stopped, only that way. `steps`: those outside loops.
 */
export function stoppedBy(control: readonly ControlNode[], steps: readonly StoppingStep[]): StoppedBy | null {
  const ran = steps.filter(({ state }) => state === 'succeeded' || state === 'failed')
  const ended = ran.find((step) => {
    const kind = control[step.node]?.kind
    if (kind === 'stop') return (step.notes?.[0] ?? '') !== '' && leavesUndone(control, steps)
    if (kind !== 'filter' || step.port !== 'filtered') return false
    const before = leadingTo(control, step.node)
    return ran.every(({ node }) => before.has(node))
  })
  if (ended === undefined) return null
  return { stepId: ended.stepId, name: ended.name, because: ended.notes?.[0] ?? null }
}

/**
 * Whether a step did not run that might have come next. What is there for a failure is not missed, nor a lane that its
 * parallel could do without; what a person skipped was passed.
 */
function leavesUndone(control: readonly ControlNode[], steps: readonly StoppingStep[]): boolean {
  const isPast = ({ state, port }: StoppingStep) =>
    state === 'succeeded' || state === 'failed' || (state === 'skipped' && (port ?? '') !== '')
  const done = new Set(steps.filter(isPast).map(({ node }) => node))
  // A trigger has no row of its own.
  const led = (node: number) => done.has(node) || control[node]?.kind === 'trigger'
  return control.some(
    ({ deps, region }, index) =>
      !led(index) &&
      (region === null || control[region]?.join === undefined) &&
      deps.some(({ node, port }) => port !== 'error' && led(node)),
  )
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
