import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { and, eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { actorName, type Principal } from '../principal.ts'
import { actOnStep } from '../problems/act-on-step.ts'
import { tellEngine } from '../problems/settle-step.ts'
import type { StepAct } from '../problems/step-act.ts'
import type { CoreError, Result } from '../result.ts'
import { carryOutCancel, requestCancel } from '../runs/request-cancel.ts'
import { type ItemRow, type JobRow, takeItems } from './take-items.ts'

/** What a step would send with other mappings in place of its own; evaluated in the worker. */
export type ResolveInput = (of: {
  workspaceId: string
  runId: string
  stepRunId: string
  fields: Record<string, Mapping>
}) => Promise<Result<JsonObject>>

export type BulkWork = Pick<CoreContext, 'db' | 'engine' | 'notify'> & { resolveInput: ResolveInput }

/** What ends its worker, or fails for no reason of the run's, is given up after this many. */
const MAX_TRIES = 5

export type BulkTurn = { applied: number; refused: number; over: boolean }

/**
 * One turn of a job: takes as many runs as may be under way beside those that still are, and does the thing to each.
 * That an item is done is written in the transaction that does it, so each is done once whichever worker dies when.
 */
export async function workBulkJob(work: BulkWork, of: { id: string; workspaceId: string }): Promise<BulkTurn> {
  const taken = await inWorkspace(work.db, of.workspaceId, (tx) => takeItems(tx, of.id))
  if (taken === null) return { applied: 0, refused: 0, over: false }
  const done = await Promise.all(taken.items.map((item) => workItem(work, taken.job, item)))
  const turn = {
    applied: done.filter((outcome) => outcome === 'applied').length,
    refused: done.filter((outcome) => outcome === 'refused').length,
    over: taken.over,
  }
  if (turn.applied + turn.refused > 0 || turn.over) {
    work.notify('patchbay_live', `${of.workspaceId}:bulk:${of.id}`)
  }
  return turn
}

/** `lost`: another worker did it, or the job was stopped, before this one came to it. */
async function workItem(work: BulkWork, job: JobRow, item: ItemRow): Promise<'applied' | 'refused' | 'lost'> {
  if (item.tries > MAX_TRIES) {
    return refuse(work, { job, item, message: givenUp('each time the worker ended while it was at it.') })
  }
  try {
    const act = job.action === 'cancel' ? null : await actOf(work, job, item)
    const tell = await inWorkspace(work.db, job.workspaceId, async (tx) => {
      const claimed = await tx
        .update(bulkItem)
        .set({ state: 'applied', appliedAt: sql`now()`, takenUntil: null })
        .where(and(eq(bulkItem.id, item.id), eq(bulkItem.state, 'taken')))
        .returning({ id: bulkItem.id })
      return claimed.length === 0 ? null : doItem(tx, work, { job, item, act })
    })
    if (tell === null) return 'lost'
    await tell()
    return 'applied'
  } catch (error) {
    if (error instanceof Refused) return refuse(work, { job, item, message: error.core.message })
    if (item.tries < MAX_TRIES) throw error
    const why = error instanceof Error ? error.message : String(error)
    return refuse(work, { job, item, message: givenUp(why) })
  }
}

const givenUp = (why: string): string =>
  `Given up after ${MAX_TRIES} tries: ${why} Do it to this run by itself once that is mended.`

type Doing = { job: JobRow; item: ItemRow; act: StepAct | null }

/** Does the thing; what it answers tells the engine, once that is committed. */
async function doItem(tx: Queries, work: BulkWork, { job, item, act }: Doing): Promise<() => Promise<void>> {
  const principal: Principal = { ...job.actor, workspaceId: job.workspaceId }
  const { runId, stepRunId } = item
  if (act !== null) {
    const acted = orRefuse(await actOnStep(tx, principal, { runId, stepRunId, act, note: job.params.note }))
    return () => tellEngine(work, job.workspaceId, acted)
  }
  const undo = job.params.undo ?? false
  const cancelling = orRefuse(await requestCancel(tx, { runId, by: actorName(principal), undo }))
  const detail: JsonObject = undo ? { undo } : {}
  await writeAudit(tx, principal, { action: 'run.cancel', subjectKind: 'run', subjectId: runId, detail })
  return () => carryOutCancel(work, { workspaceId: job.workspaceId, runId }, cancelling)
}

const orRefuse = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Refused(result.error)
  return result.value
}

/** Takes back all of an item's transaction; the reason is then written by one of its own. */
class Refused extends Error {
  readonly core: CoreError
  constructor(core: CoreError) {
    super(core.message)
    this.core = core
  }
}

async function actOf(work: BulkWork, job: JobRow, item: ItemRow): Promise<StepAct> {
  const { action, params } = job
  if (action === 'supply') return { kind: 'supply', output: params.output ?? null }
  if (action === 'skip') return { kind: 'skip' }
  if (action !== 'edit' || item.stepRunId === null) return { kind: 'retry' }
  const { runId, stepRunId } = item
  const fields = params.fields ?? {}
  return {
    kind: 'edit',
    input: orRefuse(await work.resolveInput({ workspaceId: job.workspaceId, runId, stepRunId, fields })),
  }
}

async function refuse(
  work: BulkWork,
  { job, item, message }: { job: JobRow; item: ItemRow; message: string },
): Promise<'refused'> {
  await inWorkspace(work.db, job.workspaceId, (tx) =>
    tx
      .update(bulkItem)
      .set({ state: 'refused', error: message, takenUntil: null })
      .where(and(eq(bulkItem.id, item.id), eq(bulkItem.state, 'taken'))),
  )
  return 'refused'
}
