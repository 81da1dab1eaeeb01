import type { AttemptOutcome, RunState, StepError, StepState } from '@patchbay/db/schema'

/** A step of the run that there is something to say about. */
export type TellingStep = {
  name: string
  /** "action", "approval", "event": what it is in the plan. */
  kind?: string | undefined
  /** Title of its connector; null for control steps. */
  connector: string | null
  state: StepState
  error: StepError | null
  /** Oldest first. */
  attempts: { number: number; outcome: AttemptOutcome | null; error: StepError | null }[]
}

const PRESSING: StepState[] = ['needs_attention', 'failed', 'retrying', 'running', 'waiting', 'succeeded']

/**
 * What a person would say of a run: "EasyPost answered 503 twice, try 3 is under way". Null when there is nothing to
 * say, as for a run that just went through.
 */
export function happenedSentence(run: { state: RunState; reason: string | null }, steps: TellingStep[]): string | null {
  if (run.state === 'cancelled') return run.reason ?? 'Cancelled.'
  const step = PRESSING.map((state) => steps.find((one) => one.state === state && says(one))).find(
    (found) => found !== undefined,
  )
  if (step === undefined) return run.state === 'succeeded' ? null : run.reason
  if (run.state === 'succeeded' && step.state !== 'succeeded') return null
  return sentenceOf(step)
}

type Undoing = { state: RunState; unwindingAt: Date | null; finishedAt: Date | null }

/** Of a run that takes back what it did. `asked`: the writes without an undo that a person is asked about. */
export function undoingSentence(run: Undoing, asked: readonly string[]): string | null {
  if (run.finishedAt !== null) return null
  const [first, ...more] = asked
  if (first !== undefined && more.length === 0) return `Asks whether "${first}" is undone or may stay`
  if (first !== undefined) return `Asks of ${asked.length} steps whether they are undone or may stay`
  const isStuck = run.state === 'needs_attention' || run.state === 'retrying'
  return run.unwindingAt === null || isStuck ? null : 'Undoes what was done'
}

const says = (step: TellingStep): boolean =>
  step.state === 'needs_attention' ||
  step.state === 'failed' ||
  step.state === 'retrying' ||
  step.state === 'waiting' ||
  failuresOf(step).length > 0

const failuresOf = (step: TellingStep) =>
  step.attempts.flatMap((attempt) => (attempt.error !== null && attempt.outcome !== 'succeeded' ? [attempt.error] : []))

function sentenceOf(step: TellingStep): string {
  const failures = failuresOf(step)
  const last = failures.at(-1) ?? step.error
  const said = last === null ? null : answerWords(step.connector ?? step.name, last, sameAtEnd(failures))
  // A vendor's sentence ends in a full stop; ours goes on after a comma.
  const before = said?.replace(/\.$/, '') ?? `"${step.name}" failed`
  const tries = step.attempts.length
  switch (step.state) {
    case 'needs_attention':
      if (step.error?.code === 'auth_expired')
        return `${step.connector ?? 'The vendor'} refused the credential; "${step.name}" waits for it to be mended`
      if (step.error !== null && step.error.code !== 'unknown_outcome')
        return `"${step.name}" failed: ${before}; it needs a decision`
      return `Nobody knows whether ${step.connector ?? 'the vendor'} applied "${step.name}": it needs a decision`
    case 'failed':
      return `"${step.name}" failed: ${said ?? 'no reason was given'}`
    case 'retrying':
      return `${before}, try ${tries + 1} follows`
    case 'running':
      return `${before}, try ${tries} is under way`
    case 'waiting':
      return `${WAITS[step.kind ?? ''] ?? 'Waits at'} "${step.name}"`
    default:
      // It succeeded with its default in place of what the vendor gives.
      if (step.error !== null) return `${before}; "${step.name}" went on with its default`
      return `${before}, then try ${tries} went through`
  }
}

const WAITS: Readonly<Record<string, string>> = {
  approval: 'Waits for an answer to',
  event: 'Waits for the event of',
  subflow: 'Waits for the flow called by',
}

/** "EasyPost answered 503 twice". */
function answerWords(who: string, error: StepError, times: number): string {
  const often = times <= 1 ? '' : times === 2 ? ' twice' : ` ${times} times`
  if (error.code === 'rate_limited') return `${who} asked to slow down${often}`
  if (error.code === 'unknown_outcome' && error.status === undefined) return `${who} gave no answer${often}`
  if (error.code === 'upstream' && error.status !== undefined) return `${who} answered ${error.status}${often}`
  if (error.code === 'unknown_outcome') return `${who} answered ${error.status}${often}`
  return error.message
}

/** How many of the last failures were alike. */
function sameAtEnd(failures: StepError[]): number {
  const last = failures.at(-1)
  if (last === undefined) return 0
  // The same answer has another code where it was given to a look-up.
  const isSame = (failure: StepError) =>
    failure.status === last.status && (last.status !== undefined || failure.code === last.code)
  const differs = failures.findLastIndex((failure) => !isSame(failure))
  return failures.length - 1 - differs
}
