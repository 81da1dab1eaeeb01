import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { WorkNode } from '@patchbay/flow/plan'
import { evaluateCondition } from '@patchbay/mapping/condition'
import { momentMs } from '@patchbay/mapping/dates'
import type { MappingError } from '@patchbay/mapping/errors'
import { evaluateField, evaluateFields } from '@patchbay/mapping/evaluate'
import type { ExpressionRunner } from '@patchbay/mapping/runner'
import type { Scope } from '@patchbay/mapping/scope'
import type { StepResult } from '@patchbay/scheduler/host'
import { notesOf } from './notes-of.ts'

/** Beyond this a run would take days, and its list more memory than a worker has for it. */
const MAX_LOOP_ITEMS = 100_000
const LONGEST_WAIT_MS = 366 * 86_400_000

/** What is worked out here and touches nothing outside. */
export type ControlWork = Exclude<WorkNode, { kind: 'action' | 'event' | 'approval' | 'subflow' }>

/** What a control step came to, before it is written down. */
export type Made = {
  result: StepResult
  output?: Json
  input?: Json
  notes?: string[]
  count?: number
  waitUntil?: Date
  state?: 'succeeded' | 'failed' | 'waiting'
}

/** Why a control step could not be evaluated. */
export class StepProblem extends Error {
  readonly error: StepError
  constructor(error: StepError) {
    super(error.message)
    this.error = error
  }
}

export type Evaluation = {
  scope: Scope
  expressions: ExpressionRunner
  /** Until when a wait that has begun goes on. */
  waitUntil: Date | null
}

/** Works out a step that touches nothing outside. Throws `StepProblem` with what a person can mend. */
export async function evaluateControl(work: ControlWork, evaluation: Evaluation): Promise<Made> {
  switch (work.kind) {
    case 'trigger':
    case 'parallel':
    case 'repeat':
    case 'scope':
      return { result: { status: 'succeeded', port: 'out' } }
    case 'branch':
      return branch(evaluation, work)
    case 'filter': {
      const verdict = await holds(evaluation, work.condition)
      return { result: { status: 'succeeded', port: verdict.holds ? 'out' : 'filtered' }, notes: [verdict.because] }
    }
    case 'set': {
      const fields = await evaluateFields(work.fields, evaluation.scope, evaluation.expressions)
      if (!fields.ok) throw new StepProblem(toStepError(fields.error))
      return {
        result: { status: 'succeeded', port: 'out' },
        output: fields.value,
        notes: notesOf(fields.warnings),
      }
    }
    case 'loop':
      return loop(evaluation, work)
    case 'wait':
      return wait(evaluation, work)
    case 'answer':
      return answer(evaluation, work)
    case 'stop': {
      const notes: string[] = []
      const message =
        work.message === null
          ? null
          : await value(evaluation, { mapping: work.message, field: 'message', required: false, notes })
      return {
        result: { status: 'stopped', outcome: work.outcome },
        notes: message === null ? notes : [String(message), ...notes],
      }
    }
  }
}

async function loop(evaluation: Evaluation, work: Extract<ControlWork, { kind: 'loop' }>): Promise<Made> {
  const notes: string[] = []
  const items = await value(evaluation, { mapping: work.list, field: 'list', list: true, notes })
  if (!Array.isArray(items)) throw problem('type', 'list', `"List" takes a list, and got ${kindOf(items)}.`)
  if (items.length > MAX_LOOP_ITEMS) {
    throw problem(
      'too_many_items',
      'list',
      `The list has ${items.length} items; a loop takes at most ${MAX_LOOP_ITEMS}.`,
    )
  }
  const passes = Math.ceil(items.length / (work.batchSize ?? 1))
  return {
    result: { status: 'succeeded', port: 'out', count: passes },
    output: { items, count: items.length },
    count: passes,
    notes,
  }
}

async function branch(evaluation: Evaluation, work: Extract<ControlWork, { kind: 'branch' }>): Promise<Made> {
  const notes: string[] = []
  for (const option of work.cases) {
    const verdict = await holds(evaluation, option.condition)
    notes.push(verdict.because)
    if (verdict.holds) return { result: { status: 'succeeded', port: option.id }, notes }
  }
  return { result: { status: 'succeeded', port: 'otherwise' }, notes }
}

async function wait(evaluation: Evaluation, work: Extract<ControlWork, { kind: 'wait' }>): Promise<Made> {
  const until = evaluation.waitUntil ?? (await waitUntil(evaluation, work))
  const remainingMs = until.getTime() - Date.now()
  // Called again when the time is over: only then does the step count as done.
  if (remainingMs > 0) {
    return { result: { status: 'retry', afterMs: remainingMs }, state: 'waiting', waitUntil: until }
  }
  return { result: { status: 'succeeded', port: 'out' }, output: { until: until.toISOString() } }
}

async function waitUntil(evaluation: Evaluation, work: Extract<ControlWork, { kind: 'wait' }>): Promise<Date> {
  if (work.wait.kind === 'duration') {
    const ms = Number(await value(evaluation, { mapping: work.wait.ms, field: 'wait.ms' }))
    if (!Number.isFinite(ms) || ms < 0 || ms > LONGEST_WAIT_MS) {
      throw problem('type', 'wait.ms', 'A wait takes between no time and 366 days, in milliseconds.')
    }
    return new Date(Date.now() + ms)
  }
  const said = String(await value(evaluation, { mapping: work.wait.at, field: 'wait.at' }))
  const atMs = momentMs(said, evaluation.scope.workspace.timeZone)
  if (atMs === null) throw problem('type', 'wait.at', 'A wait takes a date and time such as 2026-11-21T08:00:00Z.')
  if (atMs - Date.now() > LONGEST_WAIT_MS) throw problem('type', 'wait.at', 'A wait ends within 366 days.')
  return new Date(atMs)
}

async function answer(evaluation: Evaluation, work: Extract<ControlWork, { kind: 'answer' }>): Promise<Made> {
  const status = Number(await value(evaluation, { mapping: work.status, field: 'status' }))
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw problem('type', 'status', 'An answer takes a status between 200 and 599.')
  }
  const notes: string[] = []
  const body = await value(evaluation, { mapping: work.body, field: 'body', required: false, notes })
  return { result: { status: 'succeeded', port: 'out' }, output: { status, body }, notes }
}

/** Whether a condition holds, and what decided it in words. Throws `StepProblem`. */
export async function holds(
  { scope, expressions }: Pick<Evaluation, 'scope' | 'expressions'>,
  condition: Parameters<typeof evaluateCondition>[0],
) {
  const verdict = await evaluateCondition(condition, scope, expressions)
  if (!verdict.ok) throw new StepProblem(toStepError(verdict.error))
  return { holds: verdict.value, because: verdict.decided.text }
}

type Valued = { mapping: Mapping; field: string; required?: boolean; list?: true; notes?: string[] }

/** What one mapping gives; null for nothing. `notes` takes what it left out. Throws `StepProblem`. */
export async function value(
  { scope, expressions }: Pick<Evaluation, 'scope' | 'expressions'>,
  { notes, field: name, required = true, ...of }: Valued,
): Promise<Json> {
  const field = { name, label: name, required, ...of }
  const evaluated = await evaluateField(field, scope, expressions)
  if (!evaluated.ok) throw new StepProblem(toStepError(evaluated.error))
  notes?.push(...notesOf(evaluated.warnings))
  return evaluated.found ? evaluated.value : null
}

export const toStepError = ({ code, ...error }: MappingError): StepError => ({ ...error, code: `mapping_${code}` })

const problem = (code: string, field: string, message: string) =>
  new StepProblem({ code: `mapping_${code}`, field, message })

const kindOf = (value: Json): string =>
  value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
