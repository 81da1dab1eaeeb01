import type { Queries } from '@patchbay/db/database'
import { attempt, connection, decision, plan, type RunState, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, inArray, or, sql } from 'drizzle-orm'
import { connectorTitle } from '../connectors/manifests.ts'
import { loadBlockers } from '../queue/why-waiting.ts'
import type { RunSummary, StripJack } from '../read-models.ts'
import { happenedSentence, type TellingStep, undoingSentence } from './happened-sentence.ts'
import { type StoppedBy, stoppedBy } from './stopped-by.ts'

export type RunToDescribe = {
  id: string
  planHash: string
  state: RunState
  reason: string | null
  finishedAt: Date | null
  pausedAt: Date | null
  pausedBy: string | null
  unwindingAt: Date | null
}

export type RunDescription = Pick<RunSummary, 'strip' | 'happened' | 'stoppedBy' | 'tries' | 'environment'>

type StepRow = Pick<
  typeof stepRun.$inferSelect,
  'id' | 'runId' | 'node' | 'stepId' | 'iteration' | 'state' | 'port' | 'notes' | 'attempts' | 'error'
>

/** Strip, sentence and environment of some runs, in a few queries however many they are. */
export async function describeRuns(tx: Queries, runs: RunToDescribe[]): Promise<Map<string, RunDescription>> {
  if (runs.length === 0) return new Map()
  const plans = await loadPlans(tx, [...new Set(runs.map((run) => run.planHash))])
  const environments = await loadEnvironments(tx, [...plans.values()])
  const steps = await loadSteps(
    tx,
    runs.map((run) => run.id),
  )
  const tries = await loadTries(
    tx,
    steps.filter((step) => step.attempts > 1).map((step) => step.id),
  )
  const queued = runs.filter((run) => run.state === 'queued').map((run) => run.id)
  const blockers = await loadBlockers(tx, queued)
  const held = runs.filter((run) => run.state === 'needs_attention').map((run) => run.id)
  const asked = Map.groupBy(await loadUndoQuestions(tx, held), (one) => one.runId)
  const byRun = Map.groupBy(steps, (step) => step.runId)
  return new Map(
    runs.map((run): [string, RunDescription] => {
      const body = plans.get(run.planHash)
      const own = byRun.get(run.id) ?? []
      const stopped = run.state === 'succeeded' && body !== undefined ? stopOf(body, own) : null
      return [
        run.id,
        {
          stoppedBy: stopped,
          strip: body === undefined ? [] : stripOf(run, body, own),
          happened:
            heldWords(run, blockers.has(run.id)) ??
            stoppedWords(stopped) ??
            undoingSentence(
              run,
              (asked.get(run.id) ?? []).map(({ node, stepId }) => body?.work[node]?.name ?? stepId),
            ) ??
            happenedSentence(run, body === undefined ? [] : own.map((step) => tellingOf(step, body, tries))),
          tries: own.reduce((most, step) => Math.max(most, step.attempts), 0),
          environment: body === undefined ? 'live' : environmentOf(body, environments),
        },
      ]
    }),
  )
}

function heldWords({ pausedAt, pausedBy, finishedAt }: RunToDescribe, isBlocked: boolean): string | null {
  if (pausedAt !== null && finishedAt === null) return `Paused by ${pausedBy ?? 'someone'}`
  return isBlocked ? 'Waits for the run before it' : null
}

const stopOf = (body: Plan, steps: StepRow[]): StoppedBy | null =>
  stoppedBy(
    body.control,
    steps
      .filter(({ iteration }) => iteration === '')
      .map((step) => ({ ...step, name: body.work[step.node]?.name ?? step.stepId })),
  )

/** "Stopped by “Only large orders”: Total price is 80: it is not greater than 100"; where that is from, the run says. */
function stoppedWords(stopped: StoppedBy | null): string | null {
  if (stopped === null) return null
  const why = stopped.because?.replace(/^[^›“]+ › /, '').replace(/\.$/, '')
  return `Stopped by “${stopped.name}”${why === undefined ? '' : `: ${why}`}`
}

/** Of writes that stand: an undo that failed is asked about as a step of its own. */
async function loadUndoQuestions(tx: Queries, runIds: string[]) {
  if (runIds.length === 0) return []
  return tx
    .selectDistinct({ runId: stepRun.runId, node: stepRun.node, stepId: stepRun.stepId })
    .from(decision)
    .innerJoin(stepRun, eq(stepRun.id, decision.stepRunId))
    .where(
      and(
        inArray(decision.runId, runIds),
        eq(decision.kind, 'undo'),
        eq(decision.state, 'open'),
        eq(stepRun.state, 'succeeded'),
      ),
    )
}

async function loadPlans(tx: Queries, hashes: string[]): Promise<Map<string, Plan>> {
  const rows = await tx.select({ hash: plan.hash, body: plan.body }).from(plan).where(inArray(plan.hash, hashes))
  return new Map(rows.map((row) => [row.hash, row.body]))
}

async function loadEnvironments(tx: Queries, plans: Plan[]): Promise<Map<string, 'live' | 'sandbox'>> {
  const ids = [...new Set(plans.flatMap(connectionIdsOf))]
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: connection.id, environment: connection.environment })
    .from(connection)
    .where(inArray(connection.id, ids))
  return new Map(rows.map((row) => [row.id, row.environment]))
}

/** More than these inside its loops say nothing more about a run. */
const MAX_INSIDE = 20

/** Steps outside loops, and the first of those inside them that did not just go through. */
const loadSteps = (tx: Queries, runIds: string[]): Promise<StepRow[]> =>
  tx
    .select({
      id: stepRun.id,
      runId: stepRun.runId,
      node: stepRun.node,
      stepId: stepRun.stepId,
      iteration: stepRun.iteration,
      state: stepRun.state,
      port: stepRun.port,
      notes: stepRun.notes,
      attempts: stepRun.attempts,
      error: stepRun.error,
    })
    .from(stepRun)
    .where(
      and(
        inArray(stepRun.runId, runIds),
        or(eq(stepRun.iteration, ''), sql`${stepRun.id} IN (${troubleInside(runIds)})`),
      ),
    )
    .orderBy(stepRun.node)

const troubleInside = (runIds: string[]) => sql`
  SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY run_id ORDER BY finished_at IS NOT NULL, node) AS place FROM step_run
    WHERE ${inArray(sql`run_id`, runIds)} AND iteration <> '' AND state NOT IN ('succeeded', 'skipped')) inside
  WHERE place <= ${MAX_INSIDE}`

async function loadTries(tx: Queries, stepRunIds: string[]) {
  if (stepRunIds.length === 0) return new Map<string, TellingStep['attempts']>()
  const rows = await tx
    .select({
      stepRunId: attempt.stepRunId,
      number: attempt.number,
      outcome: attempt.outcome,
      error: attempt.error,
    })
    .from(attempt)
    .where(inArray(attempt.stepRunId, stepRunIds))
    .orderBy(attempt.stepRunId, attempt.number)
  return Map.groupBy(rows, (row) => row.stepRunId)
}

function stripOf(run: RunToDescribe, body: Plan, steps: StepRow[]): StripJack[] {
  const states = new Map(steps.filter((step) => step.iteration === '').map((step) => [step.node, step.state]))
  return body.control.flatMap((node, index) => {
    if (node.kind === 'trigger' || node.region !== null) return []
    const state = states.get(index) ?? (run.finishedAt === null ? 'queued' : 'skipped')
    return [{ stepId: node.id, name: body.work[index]?.name ?? node.id, state }]
  })
}

function tellingOf(step: StepRow, body: Plan, tries: Map<string, TellingStep['attempts']>): TellingStep {
  const work = body.work[step.node]
  return {
    name: work?.name ?? step.stepId,
    kind: work?.kind,
    connector: work?.kind === 'action' ? connectorTitle(work.connector) : null,
    state: step.state,
    error: step.error,
    attempts: tries.get(step.id) ?? (step.attempts === 0 ? [] : [{ number: 1, outcome: null, error: step.error }]),
  }
}

const connectionIdsOf = (body: Plan): string[] =>
  body.work.flatMap((work) => (work.kind === 'action' && work.connectionId !== null ? [work.connectionId] : []))

function environmentOf(body: Plan, environments: Map<string, 'live' | 'sandbox'>): RunSummary['environment'] {
  const kinds = new Set(connectionIdsOf(body).map((id) => environments.get(id) ?? 'live'))
  if (kinds.size > 1) return 'mixed'
  return kinds.has('sandbox') ? 'sandbox' : 'live'
}
