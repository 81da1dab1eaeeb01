import type { Queries } from '@patchbay/db/database'
import { flow, flowTrigger, flowVersion, payload, run, stepRun } from '@patchbay/db/schema'
import type { TriggerStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { and, desc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm'
import { shownPayload } from '../payloads/load-json.ts'
import { fittingTrigger } from './same-trigger.ts'

export type RunSample = {
  runId: string
  label: string
  at: Date
  /** Null for runs of this flow. */
  fromFlow: string | null
  item: Json
  outputs: Record<string, Json>
}

type Wanted = { flowId: string; trigger: TriggerStep; limit: number }

/** The newest runs whose events fit the trigger: of this flow with what its steps gave, then of others like it. */
export async function loadRunSamples(tx: Queries, wanted: Wanted): Promise<RunSample[]> {
  const own = await loadRuns(tx, [wanted.flowId], wanted)
  const outputs = await loadStepOutputs(
    tx,
    own.map(({ runId }) => runId),
  )
  const withOutputs = own.map((one) => ({ ...one, outputs: outputs.get(one.runId) ?? {} }))
  const left = wanted.limit - own.length
  if (left <= 0 || wanted.trigger.trigger.type !== 'event') return withOutputs
  const others = await flowsLike(tx, wanted)
  return [...withOutputs, ...(await loadRuns(tx, others, { ...wanted, limit: left }))]
}

async function loadRuns(tx: Queries, flowIds: string[], wanted: Wanted): Promise<RunSample[]> {
  if (flowIds.length === 0) return []
  const rows = await tx
    .select({
      id: run.id,
      subject: run.subject,
      at: run.acceptedAt,
      flowId: run.flowId,
      flowName: flow.name,
      document: flowVersion.document,
      item: shownPayload,
    })
    .from(run)
    .innerJoin(payload, eq(payload.id, run.itemPayloadId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(inArray(run.flowId, flowIds))
    .orderBy(desc(run.acceptedAt))
    .limit(wanted.limit)
  return rows.flatMap((row): RunSample[] => {
    if (fittingTrigger(wanted.trigger, row.document) === null) return []
    const fromFlow = row.flowId === wanted.flowId ? null : row.flowName
    const label = row.subject ?? `Event of ${row.at.toISOString().slice(0, 16).replace('T', ' ')}`
    return [{ runId: row.id, label, at: row.at, fromFlow, item: row.item, outputs: {} }]
  })
}

async function flowsLike(tx: Queries, { flowId, trigger }: Wanted): Promise<string[]> {
  if (trigger.trigger.type !== 'event') return []
  const { connector, event } = trigger.trigger
  const rows = await tx
    .select({ flowId: flowTrigger.flowId })
    .from(flowTrigger)
    .where(
      and(
        ne(flowTrigger.flowId, flowId),
        eq(flowTrigger.role, 'start'),
        sql`${flowTrigger.config} ->> 'type' = 'event'`,
        sql`${flowTrigger.config} ->> 'connector' = ${connector}`,
        sql`${flowTrigger.config} ->> 'event' = ${event}`,
      ),
    )
    .limit(20)
  return rows.map((row) => row.flowId)
}

/** What the steps of some runs gave, by step id: of those in loops, what they gave for the first item. */
export async function loadStepOutputs(tx: Queries, runIds: string[]): Promise<Map<string, Record<string, Json>>> {
  if (runIds.length === 0) return new Map()
  const rows = await tx
    .select({ runId: stepRun.runId, stepId: stepRun.stepId, output: shownPayload })
    .from(stepRun)
    .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
    .where(
      and(
        inArray(stepRun.runId, runIds),
        eq(stepRun.state, 'succeeded'),
        isNotNull(stepRun.outputPayloadId),
        sql`${stepRun.iteration} ~ '^(0(\\.0)*)?$'`,
      ),
    )
  const byRun = new Map<string, Record<string, Json>>()
  for (const row of rows) byRun.set(row.runId, { ...byRun.get(row.runId), [row.stepId]: row.output })
  return byRun
}
