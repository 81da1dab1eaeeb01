import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { counted } from '../shared/words.ts'
import { canvasStates } from './canvas-states.ts'
import { isUndoneByHand } from './undone-by-hand.ts'

export type Saying = { title: string; happened: string | null; safe: string | null }

/** What a step says of itself: what happened, what is safe. The actions stand below it. */
export function sayStep(row: StepRunView | undefined, step: Step, run: RunDetail, vendor: string | null): Saying {
  if (step.kind === 'trigger') return { title: 'Accepted', happened: null, safe: 'The event is safely stored.' }
  if (row === undefined) return sayToCome(run, step)
  const tries = row.attempts.length
  const reason = row.error === null ? null : errorWords(row.error)
  switch (row.state) {
    case 'succeeded':
      // What went wrong stays on a step whose default, or a person's word, stands for it.
      if (row.error !== null) return sayInstead(row, reason)
      if (row.kind === 'filter' && row.port === 'filtered')
        return { title: 'It ends here', happened: row.notes[0] ?? null, safe: 'What came before stays done.' }
      return {
        title: tries > 1 ? `Done at the ${ordinal(tries)} try` : 'Done',
        happened: row.notes.length > 0 ? row.notes.join(' ') : doneWords(row),
        safe: row.intent === null ? null : appliedWords(row, run),
      }
    case 'failed':
      return {
        title: tries > 1 ? `Failed after ${counted(tries, 'try', 'tries')}` : 'Failed',
        happened: reason,
        safe: row.unresolved
          ? `${sentWords(row)} before you retry.`
          : isWrite(row)
            ? `${vendor ?? 'The vendor'} did not apply it. What came before stays done.`
            : 'What came before stays done.',
      }
    case 'retrying':
      return {
        title: `Try ${tries + 1}${ofTries(step)} follows${isPaused(run) ? ' once the run is resumed' : ''}`,
        happened: reason,
        safe: `What came before is saved.${isPaused(run) ? '' : ' It goes on by itself.'}`,
      }
    case 'running':
      return {
        title: tries > 1 ? `Try ${tries}${ofTries(step)} is under way` : 'Under way',
        happened: tries > 1 ? lastFailure(row) : null,
        safe: tries > 1 ? 'What came before is saved.' : null,
      }
    case 'waiting':
      return {
        title: WAITING[row.kind] ?? 'Waiting',
        happened: row.notes[0] ?? (row.kind === 'wait' ? timeWords(run) : null),
        safe: 'Nothing is kept busy by it, and a restart does not lose it.',
      }
    case 'needs_attention':
      return sayHeld(row, reason, run)
    case 'skipped':
      return { title: 'Skipped', happened: row.notes[0] ?? 'The run took another way.', safe: null }
    case 'cancelled':
      return sayCancelled(row, reason, run)
  }
}

/** Nothing of it goes on by itself. */
const isPaused = ({ pausedAt, finishedAt }: RunDetail): boolean => pausedAt !== null && finishedAt === null

const timeWords = (run: RunDetail): string =>
  isPaused(run)
    ? 'The run goes on when the time has come and it is resumed.'
    : 'The run goes on by itself when the time has come.'

function sayHeld(row: StepRunView, reason: string | null, run: RunDetail): Saying {
  if (row.error?.code === 'auth_expired') {
    return {
      title: 'The key is no longer accepted',
      happened: reason,
      safe: `The run is held here, nothing is lost. It goes on ${isPaused(run) ? 'once the connection works and the run is resumed' : 'by itself once the connection works'}.`,
    }
  }
  if (row.unresolved && !isAnswered(row)) {
    return {
      title: 'Nobody knows whether it went through',
      happened: reason,
      safe: 'Nothing is sent again until somebody says.',
    }
  }
  const became = row.unresolved ? 'It went through. ' : isWrite(row) ? 'It was not applied. ' : ''
  return { title: 'Failed, and waits for a person', happened: reason, safe: `${became}The run is held here.` }
}

function sayCancelled(row: StepRunView, reason: string | null, run: RunDetail): Saying {
  const noted = row.notes.length > 0
  // What was cut off says in its notes where to look.
  const open = noted ? null : `${sentWords(row)} before you retry.`
  return {
    title: 'Cancelled',
    happened: noted ? row.notes.join(' ') : (reason ?? 'The run was cancelled here.'),
    safe: row.unresolved ? open : run.unwindingAt === null ? 'What was done stays done.' : null,
  }
}

/** Of what no answer has settled. */
const sentWords = (row: StepRunView): string =>
  isAnswered(row) ? 'It went through: look there' : 'It may have gone through: look there'

/** It went through, and what it gave was more than may be kept: unlike what never answered, that is known. */
const isAnswered = (row: StepRunView): boolean => row.error?.code === 'output_too_large'

const WAITING: Readonly<Record<string, string>> = {
  event: 'Waits for its event',
  approval: 'Waits for an answer',
  subflow: 'Waits for the flow it called',
}

/** What was undone is not there any more, so a retry applies it as a new effect. */
function appliedWords(row: StepRunView, run: RunDetail): string {
  const { document, steps } = run
  const undo = document.edges.find(({ from, port }) => port === 'undo' && from === row.stepId)?.to
  const wasMade = steps.some(
    ({ stepId, iteration, state }) => stepId === undo && iteration === row.iteration && state === 'succeeded',
  )
  const isUndone = wasMade || isUndoneByHand(row, run)
  if (isUndone && row.leftBehind !== null) return `It was undone since, and stays so. ${row.leftBehind}`
  if (isUndone) return 'It was undone since. Retrying the run does it again.'
  return 'Applied once. Retrying the run does not repeat it.'
}

function sayInstead(row: StepRunView, reason: string | null): Saying {
  return {
    title: 'Went on without it',
    happened: row.notes.length > 0 ? row.notes.join(' ') : reason,
    safe: `What it gives is what was chosen in its place.${row.unresolved ? ` ${sentWords(row)}.` : ''}`,
  }
}

function sayToCome(run: RunDetail, step: Step): Saying {
  const undone = run.document.edges.find(({ port, to }) => port === 'undo' && to === step.id)
  if (undone !== undefined) {
    const of = run.document.steps.find(({ id }) => id === undone.from)?.name ?? undone.from
    return run.finishedAt === null
      ? { title: 'Only if needed', happened: `It runs when “${of}” has to be undone.`, safe: null }
      : { title: 'Not needed', happened: `Nothing had to be undone of “${of}”.`, safe: null }
  }
  if (run.state === 'queued') {
    const turn = run.waitsFor === null || run.waitsFor.kind === 'worker' ? null : run.waitsFor.words
    const title = turn === null ? 'Accepted, waiting for a worker' : 'Accepted, not begun yet'
    return { title, happened: turn, safe: 'The event is safely stored.' }
  }
  const closed = canvasStates(run)[step.id]
  if (run.finishedAt === null && closed?.state === 'skipped')
    return { title: 'Skipped', happened: closed.detail ?? null, safe: null }
  return run.finishedAt === null
    ? { title: 'Still to come', happened: 'The run has not come this far.', safe: null }
    : { title: 'Not reached', happened: 'The run ended before this step.', safe: null }
}

/** How long it took stands beside the title. */
function doneWords(row: StepRunView): string | null {
  const failure = row.attempts.length > 1 ? lastFailure(row) : null
  return failure === null ? null : `Before: ${failure}`
}

function lastFailure(row: StepRunView): string | null {
  const last = row.attempts.findLast((attempt) => attempt.error !== null)?.error ?? null
  return last === null ? null : errorWords(last)
}

const isWrite = (row: StepRunView): boolean => row.effect !== 'pure' && row.effect !== 'read'

function ofTries(step: Step): string {
  const most = step.kind === 'action' ? step.policy?.maxAttempts : undefined
  return most === undefined ? '' : ` of ${most}`
}

const ordinals = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth']
const ordinal = (number: number): string => ordinals[number] ?? `${number}th`
