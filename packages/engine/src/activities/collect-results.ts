import { loadCollected } from '@patchbay/core/runs/load-collected'
import { type FailedStep, loadFailures } from '@patchbay/core/runs/load-failures'
import { parseIteration } from '@patchbay/core/runs/run-target'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { listOf } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { failureInside, isTaken } from './failure-inside.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'
import { isInside, passesAround } from './seen-iteration.ts'
import { settleContainer } from './settle-container.ts'

type LoopWork = Extract<WorkNode, { kind: 'loop' }>

/**
 * All items of a loop are over: its output is completed with what each of them gave, in their order. Worked out anew
 * whenever it is asked, because a retry may have mended some.
 */
export async function collectResults(
  deps: ActivityDependencies,
  session: RunSession,
  loop: { ref: NodeRef; work: LoopWork },
): Promise<StepResult> {
  const { ref, work } = loop
  const passes = knownStep(session, ref)?.count ?? 0
  const { iteration } = nodeOf(session, ref).place
  const outputs =
    work.collect === undefined
      ? new Map<number, Json>()
      : await loadCollected(deps.db, session.target, {
          node: work.collect,
          iteration,
          repeats: passesAround(session.plan, work.collect).slice(ref.iteration.length + 1),
        })
  const { plan, target } = session
  const nodes = plan.control.flatMap((_, index) => (isInside(plan, index, ref.node) ? [index] : []))
  const failures = await inWorkspace(deps.db, target.workspaceId, (tx) =>
    loadFailures(tx, target.runId, { nodes, iterations: [iteration], limit: null }),
  )
  const output = collected(session, { ref, passes, failures, gave: (index) => outputs.get(index) ?? null })
  return settleContainer(deps, session, { ref, count: passes, output })
}

type Walked = { ref: NodeRef; passes: number; failures: FailedStep[]; gave: (index: number) => Json }

/** What a loop gives once it has gone through its items: with each, what it gave or why it failed. */
export function collected(session: RunSession, { ref, passes, failures, gave }: Walked): JsonObject {
  const items = listOf(knownStep(session, ref)?.output ?? null)
  const failed = failuresByItem(session, ref, failures)
  const results = Array.from({ length: passes }, (_, index): JsonObject => {
    const error = failed.get(index) ?? null
    return { index, ok: error === null, output: error === null ? gave(index) : null, error }
  })
  return { items, count: items.length, results, succeeded: passes - failed.size, failed: failed.size }
}

function failuresByItem(session: RunSession, ref: NodeRef, failures: FailedStep[]): Map<number, JsonObject> {
  const depth = ref.iteration.length
  const byItem = Map.groupBy(failures, ({ iteration }) => parseIteration(iteration)[depth] ?? 0)
  return new Map(
    [...byItem].flatMap(([index, own]): [number, JsonObject][] => {
      const error = errorOf(session, own, { container: ref.node, iteration: [...ref.iteration, index] })
      return error === null ? [] : [[index, error]]
    }),
  )
}

/** As it is stored with the step that failed; null when something inside took every failure. */
function errorOf(
  { plan }: RunSession,
  failures: FailedStep[],
  of: { container: number; iteration: number[] },
): JsonObject | null {
  const error = failureInside(plan, failures, of)
  if (error === null) return null
  const out = failures.find(({ node }) => !isTaken(plan, failures, { node, below: of.container }))
  return JSON.parse(JSON.stringify({ ...out?.error, ...error }))
}
