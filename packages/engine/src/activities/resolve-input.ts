import type { StepRecord } from '@patchbay/core/runs/record-step'
import type { Json } from '@patchbay/flow/json'
import { evaluateFields } from '@patchbay/mapping/evaluate'
import type { StepResult } from '@patchbay/scheduler/host'
import type { ActionStep } from './action-step.ts'
import { finalState } from './attempt-end.ts'
import { buildScope } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { toStepError } from './evaluate-control.ts'
import { finalFailure } from './final-failure.ts'
import { notesOf } from './notes-of.ts'
import { nodeOf, type RunSession, remember, writeDown } from './run-session.ts'

/** `notes`: what was left out of it. */
export type ResolvedInput = { ok: true; input: Json; notes: string[] } | { ok: false; result: StepResult }

/** Evaluates the mappings, once in the life of a step: every attempt sends the same. What fails here was never sent. */
export async function resolveInput(
  deps: ActivityDependencies,
  session: RunSession,
  step: ActionStep,
): Promise<ResolvedInput> {
  const startedAt = new Date()
  const fields = await evaluateFields(step.work.fields, buildScope(session, step.ref), deps.expressions)
  if (fields.ok) return { ok: true, input: fields.value, notes: notesOf(fields.warnings) }
  const error = toStepError(fields.error)
  const final = await finalFailure(deps, session, { step, error })
  const { state, port, output, notes, question } = finalState(step, final)
  if (state !== 'failed' && state !== 'succeeded' && state !== 'needs_attention') {
    throw new Error(`A step whose input cannot be built does not become ${state}`)
  }
  const record: StepRecord = {
    place: nodeOf(session, step.ref).place,
    kind: 'action',
    state,
    port,
    count: null,
    input: null,
    output,
    notes,
    error,
    waitUntil: null,
    startedAt,
    ...(question === null ? {} : { question }),
  }
  const recorded = await writeDown(deps.db, session, { records: [record] })
  if (!recorded) return { ok: false, result: { status: 'stale' } }
  if (final.kind === 'default') remember(session, step.ref, final.output)
  return { ok: false, result: resultOfFinal(final.kind, error.code) }
}

export function resultOfFinal(kind: 'fail' | 'default' | 'ask', code: string): StepResult {
  if (kind === 'default') return { status: 'succeeded', port: 'out' }
  return kind === 'ask' ? { status: 'held', reason: 'decision' } : { status: 'failed', code }
}
