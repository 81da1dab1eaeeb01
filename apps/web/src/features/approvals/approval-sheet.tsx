'use client'

import { Card } from '@patchbay/ui/card'
import { Form } from '@patchbay/ui/form'
import { StatePill } from '@patchbay/ui/state-label'
import { useNow } from '@patchbay/ui/use-now'
import type { ReactNode } from 'react'
import type { ApprovalView } from '../../trpc/types.ts'
import { DayTime } from '../run/day-time.tsx'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import { AnswerFields } from './answer-fields.tsx'
import { ApprovalSides } from './approval-sides.tsx'
import { askedWords, leftWords } from './approval-words.ts'
import { type Answer, useAnswer, type Verdict } from './use-answer.ts'

export type ApprovalSheetProps = {
  approval: ApprovalView
  /** Who answers: their id. */
  you: string
  onAnswer: (answer: Answer) => void
  sending: boolean
  error: unknown
  /** The answer that the link has ready; it decides nothing. */
  ready?: Verdict | null
  /** Under the question: where it comes from. */
  about?: ReactNode
}

/** A question on the left, what comes of it on the right. On a phone one column, with the buttons at the thumb. */
export function ApprovalSheet({ approval, you, onAnswer, sending, error, ready = null, about }: ApprovalSheetProps) {
  const { fields, answer, verdict } = useAnswer(approval.form, onAnswer)
  const busy = sending ? verdict : null
  return (
    <div className="mx-auto grid w-full max-w-[1068px] items-start gap-5 lg:grid-cols-[minmax(0,712px)_336px]">
      <Card className="px-4 py-5 max-md:border-0 max-md:bg-transparent md:px-8 md:pt-7 md:pb-7.5">
        <Head approval={approval} about={about} />
        <h1 className="mt-3 mb-1 break-words text-h1 md:mt-4.5 md:text-figure">{approval.question}</h1>
        <p className="text-ink-2 text-read">{askedWords(approval.asked, you)}</p>
        <ApprovalFacts facts={approval.facts} />
        <Form onSubmit={(event) => event.preventDefault()} noValidate>
          <AnswerFields {...fields} />
          <InlineTrouble error={error} className="mt-3 max-md:hidden" />
          <AnswerButtons className="mt-5.5 max-md:hidden" onAnswer={answer} sending={busy} ready={ready} />
        </Form>
      </Card>
      <ApprovalSides approval={approval} />
      <div className="fixed inset-x-0 bottom-0 z-10 border-line-2 border-t bg-surface px-4 pt-3 pb-[max(18px,env(safe-area-inset-bottom))] md:hidden">
        <InlineTrouble error={error} className="mb-2.5" />
        <AnswerButtons onAnswer={answer} sending={busy} />
      </div>
    </div>
  )
}

function Head({ approval, about }: { approval: ApprovalView; about: ReactNode }) {
  const now = useNow(15_000)
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <StatePill state="waiting">Waits for you</StatePill>
      <span className="text-ink-2 text-small tabular-nums">
        until <DayTime at={approval.deadlineAt} />
        {now === null ? '' : `, ${leftWords(approval.deadlineAt, now)}`}
      </span>
      <span className="flex-1 max-md:hidden" />
      <span className="text-ink-2 text-small max-md:w-full">{about ?? aboutWords(approval)}</span>
    </div>
  )
}

export const aboutWords = ({ flow, subject }: Pick<ApprovalView, 'flow' | 'subject'>): string =>
  subject === null ? flow.name : `${flow.name}, ${subject}`

export function ApprovalFacts({ facts }: { facts: ApprovalView['facts'] }) {
  if (facts.length === 0) return <hr className="my-5 border-line" />
  return (
    <dl className="my-5 grid gap-x-7 gap-y-4 border-line border-y py-5 md:grid-cols-2 max-md:gap-0 max-md:rounded-3 max-md:border max-md:bg-surface max-md:py-0">
      {facts.map(({ label, value }, index) => (
        <div
          key={index}
          className="min-w-0 max-md:grid max-md:grid-cols-[minmax(72px,30%)_1fr] max-md:gap-3 max-md:border-line max-md:border-t max-md:px-3.5 max-md:py-2.25 max-md:first:border-t-0"
        >
          <dt className="text-ink-3 text-small max-md:leading-[22px]">{label}</dt>
          <dd className="m-0 whitespace-pre-line break-words text-read">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
