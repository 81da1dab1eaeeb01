import { loadConnection } from '@patchbay/core/connections/load-connection'
import type { LogEntry } from '@patchbay/core/runs/finish-attempt'
import { iterationKey } from '@patchbay/core/runs/run-target'
import { beginStepTest, finishStepTest } from '@patchbay/core/tests/record-step-test'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import { evaluateFields } from '@patchbay/mapping/evaluate'
import { buildScope } from '../build-scope.ts'
import { callConnector } from '../call-connector.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { describeError } from '../describe-error.ts'
import { toStepError } from '../evaluate-control.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { openAccess } from '../open-access.ts'
import type { Trial, TrialStep, Tried } from './trial.ts'

export type ActionWork = Extract<WorkNode, { kind: 'action' }>

/** A step of a test has less time than one of a run: somebody looks on. */
const LONGEST_CALL_MS = 12_000

/**
 * One call of a step with a real connector, once: a test never repeats a write. What will be sent is committed before
 * the first byte goes out, under a key that belongs to this test alone.
 */
export async function tryAction(
  deps: ActivityDependencies,
  trial: Trial,
  step: TrialStep & { work: ActionWork },
): Promise<Tried> {
  const { workspaceId } = trial.session.target
  const resolved = await resolveInput(deps, trial, step)
  const environment = await environmentOf(deps, workspaceId, step.work.connectionId)
  const iteration = iterationKey(step.ref.iteration)
  const key = idempotencyKey({
    workspaceId,
    deliveryId: trial.session.run.deliveryId,
    itemIndex: 0,
    stepId: step.control.id,
    iteration,
    generation: 1,
  })
  const refusal = resolved.error ?? (mayWrite(trial, step.work, environment) ? null : notConfirmed)
  const id = await beginStepTest(deps.db, workspaceId, {
    testRunId: trial.test.id,
    flowId: trial.test.flowId,
    stepId: step.control.id,
    iteration,
    kind: `${step.work.connector}.${step.work.action}`,
    effect: step.work.effect,
    fingerprint: trial.test.work.fingerprints[step.control.id] ?? '',
    input: resolved.input,
    connectionId: step.work.connectionId,
    environment,
    idempotencyKey: key,
    sentAt: refusal === null && writes(step.work) ? new Date() : null,
    requestedBy: trial.test.requestedBy,
  })
  const started = performance.now()
  const made = refusal === null ? await call(deps, trial, { ...step, key, input: resolved.input }) : failed(refusal, [])
  await finishStepTest(deps.db, workspaceId, id, {
    state: made.error === null ? 'succeeded' : 'failed',
    port: made.error === null ? 'out' : step.control.catches ? 'error' : null,
    output: made.output,
    error: made.error,
    notes: resolved.notes,
    log: made.log.map((line) => ({ ...line, at: line.at.toISOString() })),
    tookMs: Math.round(performance.now() - started),
  })
  return made
}

type Called = Tried & { log: LogEntry[] }

async function call(
  deps: ActivityDependencies,
  trial: Trial,
  of: TrialStep & { work: ActionWork; key: string; input: Json },
): Promise<Called> {
  const done = new Map<string, unknown>()
  const { workspaceId } = trial.session.target
  const access = await openAccess(deps, workspaceId, { id: of.work.connectionId })
  const outcome = await callConnector(deps, access, {
    workspaceId,
    connector: of.work.connector,
    action: of.work.action,
    connectionId: of.work.connectionId,
    input: of.input,
    idempotencyKey: of.key,
    attempt: 1,
    afterUnknown: false,
    once: async (name, work) => {
      if (!done.has(name)) done.set(name, await work())
      return done.get(name)
    },
    timeoutMs: Math.min(of.work.policy.timeoutMs, LONGEST_CALL_MS),
    signal: trial.signal,
    now: trial.now,
  })
  if (!outcome.ok) return failed(describeError(outcome.error), outcome.log)
  return { result: { status: 'succeeded', port: 'out' }, output: outcome.output, error: null, log: outcome.log }
}

const failed = (error: StepError, log: LogEntry[]): Called => ({
  result: { status: 'failed', code: error.code },
  output: null,
  error,
  log,
})

/** What would be sent: edited by the person, or built by the mappings. */
export async function resolveInput(
  deps: ActivityDependencies,
  trial: Trial,
  step: TrialStep & { work: ActionWork },
): Promise<{ input: Json; error: StepError | null; notes: string[] }> {
  const edited = trial.test.work.input
  if (edited !== null) return { input: edited, error: null, notes: [] }
  const fields = await evaluateFields(step.work.fields, buildScope(trial.session, step.ref), deps.expressions)
  if (!fields.ok) return { input: null, error: toStepError(fields.error), notes: [] }
  return { input: fields.value, error: null, notes: fields.warnings.map(({ message }) => message) }
}

const writes = (work: ActionWork): boolean => work.effect !== 'read' && work.effect !== 'pure'

/** Core has refused it before; here it is refused once more, next to the call itself. */
const mayWrite = (trial: Trial, work: ActionWork, environment: 'live' | 'sandbox' | 'none'): boolean =>
  !writes(work) || environment !== 'live' || trial.test.environment === 'live'

const notConfirmed: StepError = {
  code: 'not_confirmed',
  message: 'This would be real, and nobody has confirmed it. Nothing was sent.',
}

async function environmentOf(
  deps: ActivityDependencies,
  workspaceId: string,
  connectionId: string | null,
): Promise<'live' | 'sandbox' | 'none'> {
  if (connectionId === null) return 'none'
  return (await loadConnection(deps.db, workspaceId, connectionId))?.environment ?? 'none'
}
