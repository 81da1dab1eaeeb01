import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'
import { and, desc, eq, inArray, isNotNull, ne, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { parseIteration } from './run-target.ts'

/**
 * A step that an earlier epoch got through. `port` is null for one that failed with no way out. `unsure`: it was not got
 * through, and its effect may be applied; it is called again before anything that would undo it. `undoing`: a scope whose
 * undo has begun.
 */
export type SettledStep = {
  node: number
  iteration: number[]
  port: string | null
  count?: number
  code?: string
  unsure?: true
  undoing?: true
}

/** From where a run goes on. `unwinding`: it is only to undo. */
export type Start = { settled: SettledStep[]; unwinding: boolean }

/**
 * A workflow's input is bounded (2 MB), a loop is not: passes beyond these are asked for one by one, and answer from
 * their checkpoints.
 */
const MAX_INNER = 1_000

/**
 * Of effects that a scope undoes: they have to be known before a failure that is known, too, ends that scope. The latest
 * of them, since what a scope still holds is mostly that.
 */
const MAX_UNDOABLE = 20_000

/** The checkpoints a run goes on from: small scalars that enter the new workflow's input. */
export async function loadStart(
  db: Database,
  { workspaceId, id }: { workspaceId: string; id: string },
  control: ControlNode[],
): Promise<Start> {
  const undoable = undoneByScopes(control)
  return inWorkspace(db, workspaceId, async (tx): Promise<Start> => {
    const [found] = await tx.select({ unwindingAt: run.unwindingAt }).from(run).where(eq(run.id, id))
    if (found?.unwindingAt) return { settled: [], unwinding: true }
    const steps = (which: SQL | undefined) =>
      tx
        .select({
          node: stepRun.node,
          iteration: stepRun.iteration,
          state: stepRun.state,
          port: stepRun.port,
          count: stepRun.count,
          error: stepRun.error,
          undoBegunAt: stepRun.undoBegunAt,
          finishedAt: stepRun.finishedAt,
        })
        .from(stepRun)
        .where(and(eq(stepRun.runId, id), which))
    const isOuter = eq(stepRun.iteration, '')
    const isInner = ne(stepRun.iteration, '')
    const isUndoable = inArray(stepRun.node, undoable)
    const rows = [
      ...(await steps(or(and(isOuter, IS_OVER), and(isUndoable, MAY_BE_APPLIED)))),
      ...(await steps(and(isInner, isUndoable, IS_OVER))
        .orderBy(desc(stepRun.finishedAt))
        .limit(MAX_UNDOABLE)),
      ...(await steps(and(isInner, notInArray(stepRun.node, undoable), IS_OVER))
        // What failed is told first: else a scope that was being undone would begin its other steps anew.
        .orderBy(sql`${stepRun.state} = 'succeeded'`, stepRun.finishedAt, stepRun.node)
        .limit(MAX_INNER)),
    ]
    // What an undo goes back over stands in the order it came about.
    rows.sort((a, b) => timeOf(a) - timeOf(b) || a.node - b.node)
    return { settled: rows.map(toSettled), unwinding: false }
  })
}

/** A Stop leaves through no port: how it ended the run is its checkpoint's to say. */
const SUCCEEDED = and(eq(stepRun.state, 'succeeded'), isNotNull(stepRun.port))
const FAILED = eq(stepRun.state, 'failed')
const IS_OVER = or(SUCCEEDED, FAILED)
const MAY_BE_APPLIED = and(
  inArray(stepRun.state, ['running', 'retrying', 'needs_attention']),
  isNotNull(stepRun.sentAt),
)

/** Nodes whose effect a scope around them undoes, or asks about. */
function undoneByScopes(control: ControlNode[]): number[] {
  const isInScope = ({ region }: ControlNode): boolean => {
    const around = region === null ? undefined : control[region]
    return around !== undefined && (around.scope?.compensates === true || isInScope(around))
  }
  return control.flatMap((node, index) =>
    (node.undo !== undefined || node.asksUndo === true) && isInScope(node) ? [index] : [],
  )
}

type Row = Pick<
  typeof stepRun.$inferSelect,
  'node' | 'iteration' | 'state' | 'port' | 'count' | 'error' | 'undoBegunAt' | 'finishedAt'
>

const timeOf = ({ finishedAt }: Row): number => finishedAt?.getTime() ?? Number.MAX_SAFE_INTEGER

function toSettled(row: Row): SettledStep {
  const at = { node: row.node, iteration: parseIteration(row.iteration) }
  if (row.state === 'failed') return { ...at, port: row.port, code: row.error?.code ?? 'failed' }
  if (row.state !== 'succeeded') return { ...at, port: null, unsure: true }
  const { port, count, undoBegunAt } = row
  return { ...at, port, ...(count === null ? {} : { count }), ...(undoBegunAt === null ? {} : { undoing: true }) }
}
