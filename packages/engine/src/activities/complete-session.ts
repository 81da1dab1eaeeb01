import { loadFailures } from '@patchbay/core/runs/load-failures'
import { loadLastPass } from '@patchbay/core/runs/load-last-pass'
import { type KeptOutputs, loadSteps } from '@patchbay/core/runs/load-steps'
import { iterationKey } from '@patchbay/core/runs/run-target'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Plan } from '@patchbay/flow/plan'
import type { NodeRef } from '@patchbay/scheduler/host'
import { addSteps, type RunSession } from './run-session.ts'
import { isInside, passesAround } from './seen-iteration.ts'

/**
 * Adds what only some plans need: the last passes of repeats that are over, which later steps see, and why a container
 * failed, for its catch lane and its error path.
 */
export async function completeSession(
  db: Database,
  session: RunSession,
  of: { refs: NodeRef[]; kept: KeptOutputs },
): Promise<void> {
  const repeats = session.plan.control.flatMap((node, index) => (node.kind === 'repeat' ? [index] : []))
  const catching = catchingContainers(session.plan)
  if (repeats.length === 0 && catching.length === 0) return
  for (const ref of of.refs) await addLastPasses(db, session, { ref, repeats, kept: of.kept })
  const nodes = session.plan.control.flatMap((_, index) =>
    catching.some((container) => isInside(session.plan, index, container)) ? [index] : [],
  )
  if (nodes.length === 0) return
  const iterations = [...new Set(of.refs.map(({ iteration }) => iterationKey(iteration)))]
  session.failures = await inWorkspace(db, session.target.workspaceId, (tx) =>
    loadFailures(tx, session.target.runId, { nodes, iterations }),
  )
}

const catchingContainers = (plan: Plan): number[] =>
  plan.control.flatMap((node, index) =>
    node.scope?.catches || (node.catches && isContainer(node.kind)) ? [index] : [],
  )

export const isContainer = (kind: string): boolean =>
  kind === 'loop' || kind === 'repeat' || kind === 'parallel' || kind === 'scope'

async function addLastPasses(
  db: Database,
  session: RunSession,
  of: { ref: NodeRef; repeats: number[]; kept: KeptOutputs },
): Promise<void> {
  const { plan, target } = session
  const own = passesAround(plan, of.ref.node)
  // Outer before inner, as they stand in a plan: the pass of an outer one tells where to look for the inner.
  const last = new Map<number, string>()
  for (const repeat of of.repeats) {
    if (own.includes(repeat) || repeat === of.ref.node) continue
    const around = passesAround(plan, repeat)
    const shared = around.filter((container, depth) => own[depth] === container).length
    const innermost = around.at(-1)
    const outer = innermost === undefined || shared === around.length ? undefined : last.get(innermost)
    if (shared < around.length && outer === undefined) continue
    const iteration = outer ?? iterationKey(of.ref.iteration.slice(0, shared))
    const pass = await inWorkspace(db, target.workspaceId, (tx) =>
      loadLastPass(tx, target.runId, { node: repeat, iteration }),
    )
    if (pass !== null) last.set(repeat, pass)
  }
  // Another step of the same segment may have had it loaded.
  const missing = [...last].flatMap(([repeat, pass]) => (session.steps.has(`${repeat}/${pass}`) ? [] : [pass]))
  if (missing.length > 0) addSteps(session, await loadSteps(db, target, { iterations: missing, kept: of.kept }))
}

/** The pass that a repeat ended with, among the steps that a session knows. Null when it has none. */
export const lastPassIn =
  (session: RunSession) =>
  ({ node, iteration }: NodeRef): number | null => {
    const prefix = iterationKey(iteration)
    let last: number | null = null
    for (const step of session.steps.values()) {
      if (step.node !== node) continue
      const parts = step.iteration === '' ? [] : step.iteration.split('.')
      if (parts.length !== iteration.length + 1 || parts.slice(0, -1).join('.') !== prefix) continue
      last = Math.max(last ?? 0, Number(parts.at(-1)))
    }
    return last
  }
