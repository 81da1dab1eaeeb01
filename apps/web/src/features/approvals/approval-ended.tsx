import { Card } from '@patchbay/ui/card'
import { RelativeTime } from '@patchbay/ui/relative-time'
import type { State } from '@patchbay/ui/state'
import { StatePill } from '@patchbay/ui/state-label'
import type { ReactNode } from 'react'
import type { ApprovalView } from '../../trpc/types.ts'
import { DayTime } from '../run/day-time.tsx'
import { decidedWords } from './approval-words.ts'

type Ended = Pick<
  ApprovalView,
  'question' | 'verdict' | 'decidedBy' | 'decidedById' | 'decidedAt' | 'note' | 'deadlineAt'
> & {
  state: 'decided' | 'expired' | 'withdrawn'
}

/** A question that is over: who decided, or why nobody need any more. */
export function ApprovalEnded({ ended, you, more }: { ended: Ended; you: string | null; more?: ReactNode }) {
  const { state, word } = pillOf(ended)
  return (
    <Card className="mx-auto w-full max-w-[712px] px-4 py-5 max-md:border-0 max-md:bg-transparent md:px-8 md:py-7">
      <StatePill state={state}>{word}</StatePill>
      <h1 className="mt-3 mb-1 break-words text-h1 md:mt-4.5 md:text-figure">{ended.question}</h1>
      <p className="text-read" role="status">
        <Words ended={ended} you={you} />
      </p>
      {ended.note === null ? null : (
        <blockquote className="mt-4 whitespace-pre-line break-words rounded-3 bg-surface-2 px-4 py-3 text-read">
          {ended.note}
        </blockquote>
      )}
      {more}
    </Card>
  )
}

function pillOf({ state, verdict }: Ended): { state: State; word: string } {
  if (state === 'expired') return { state: 'skipped', word: 'Not answered in time' }
  if (state === 'withdrawn') return { state: 'cancelled', word: 'Not needed any more' }
  return verdict === 'refused' ? { state: 'cancelled', word: 'Refused' } : { state: 'succeeded', word: 'Approved' }
}

function Words({ ended, you }: { ended: Ended; you: string | null }) {
  if (ended.state === 'withdrawn')
    return 'The run that asked has ended or gone on without an answer, so none is needed. Nothing was done because of it.'
  if (ended.state === 'expired') {
    return (
      <>
        Nobody answered by <DayTime at={ended.deadlineAt} />, so the run went on without an answer.
      </>
    )
  }
  return (
    <>
      {decidedWords(ended, you)}
      {ended.decidedAt === null ? '' : ' '}
      {ended.decidedAt === null ? null : <RelativeTime at={ended.decidedAt} />}. The run goes on by that; nothing more
      is asked of you.
    </>
  )
}
