'use client'

import type { StepState } from '@patchbay/editor/step-state'
import { Duration, Elapsed } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import { stateWord } from '@patchbay/ui/state'
import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { counted } from '../shared/words.ts'
import { canvasStates } from './canvas-states.ts'
import { contentOf } from './run-steps.ts'

/** What a loop, a repeat, a parallel or a scope says of itself: how far it is, and what of it failed. */
export function ContainerSay({ run, step, row }: { run: RunDetail; step: Step; row: StepRunView }) {
  const state = canvasStates(run)[step.id]
  const shown = state?.state ?? 'queued'
  const items = state?.iterations
  return (
    <SayBox
      state={shown}
      title={titleOf(step, state)}
      aside={asideOf(run, step, row, shown === 'running' || shown === 'retrying' || shown === 'waiting')}
      {...(items === undefined || items.total === 0 ? {} : { progress: (items.done + items.failed) / items.total })}
      safe={safeOf(step, state)}
    >
      {row.error === null ? (failureIn(run, step) ?? undefined) : errorWords(row.error)}
    </SayBox>
  )
}

function titleOf(step: Step, state: StepState | undefined): string {
  if (state?.iterations !== undefined) {
    const { done, failed, total } = state.iterations
    const words = `${done.toLocaleString('en-GB')} of ${counted(total, 'item')} done`
    return failed === 0 ? words : `${words}, ${failed.toLocaleString('en-GB')} failed`
  }
  if (state?.passes !== undefined) {
    const { at, limit } = state.passes
    return state.state === 'succeeded'
      ? `Over after ${counted(at, 'pass', 'passes')}`
      : `Pass ${at} of at most ${limit}`
  }
  if (step.kind === 'scope' && state?.port === 'caught') return 'What was tried failed, and was caught'
  return state === undefined ? 'Still to come' : stateWord[state.state]
}

function asideOf(run: RunDetail, step: Step, row: StepRunView, open: boolean) {
  if (open) return <Elapsed from={row.startedAt} />
  const ends = [
    ...run.steps.filter(({ stepId }) => contentOf(run, step.id).some(({ id }) => id === stepId)),
    row,
  ].flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt.getTime()]))
  const counted = run.tallies.flatMap(({ stepId, finishedAt }) =>
    finishedAt !== null && contentOf(run, step.id).some(({ id }) => id === stepId) ? [finishedAt.getTime()] : [],
  )
  const end = Math.max(row.startedAt.getTime(), ...ends, ...counted)
  return <Duration ms={end - row.startedAt.getTime()} fine />
}

function safeOf(step: Step, state: StepState | undefined): string | undefined {
  if (state === undefined) return undefined
  if (state.state === 'running' || state.state === 'retrying')
    return 'What is done stays done: a restart goes on where it was.'
  if (step.kind === 'loop' && step.onItemError === 'continue' && (state.iterations?.failed ?? 0) > 0)
    return 'The other items went on, as the flow says.'
  return undefined
}

/** The first step inside that failed, in words. */
function failureIn(run: RunDetail, step: Step): string | null {
  const inside = new Set(contentOf(run, step.id).map(({ id }) => id))
  const failed = run.steps.find((row) => inside.has(row.stepId) && row.state === 'failed')
  if (failed?.error === undefined || failed.error === null) return null
  const name = run.document.steps.find(({ id }) => id === failed.stepId)?.name ?? failed.stepId
  return `“${name}”: ${errorWords(failed.error)}`
}
