'use client'

import { linkClass } from '@patchbay/ui/card'
import { Form } from '@patchbay/ui/form'
import { SayBox } from '@patchbay/ui/say-box'
import { useNow } from '@patchbay/ui/use-now'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { ApprovalView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import { AnswerFields } from './answer-fields.tsx'
import { leftWords, listed } from './approval-words.ts'
import { useAnswer } from './use-answer.ts'

/** An open question beside its run: answered in place by who may. */
export function ApprovalCard({ approval, onDone }: { approval: ApprovalView; onDone?: () => void }) {
  const now = useNow(15_000)
  const names = listed(approval.asked.map(({ name }) => name))
  return (
    <SayBox
      state="waiting"
      title={`Waits for ${names}`}
      aside={now === null ? undefined : leftWords(approval.deadlineAt, now)}
      safe="Nothing more happens on this way until somebody answers, or the time is over."
    >
      <p className="break-words font-medium">{approval.question}</p>
      {approval.facts.length === 0 ? null : (
        <dl className="mt-2 grid grid-cols-[minmax(72px,auto)_1fr] gap-x-3 gap-y-1">
          {approval.facts.map(({ label, value }, index) => (
            <div key={index} className="contents">
              <dt className="text-ink-3">{label}</dt>
              <dd className="m-0 min-w-0 whitespace-pre-line break-words">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {approval.mayDecide ? <AnswerHere approval={approval} onDone={onDone} /> : null}
      <p className="mt-2">
        <Link href={`/approvals/${approval.id}`} className={linkClass}>
          See what happens either way
        </Link>
      </p>
    </SayBox>
  )
}

function AnswerHere({ approval, onDone }: { approval: ApprovalView; onDone: (() => void) | undefined }) {
  const trpc = useTrpc()
  const queries = useQueryClient()
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSettled: async () => {
        await queries.invalidateQueries(trpc.approvals.pathFilter())
        onDone?.()
      },
    }),
  )
  const { fields, answer, verdict } = useAnswer(approval.form, (given) => decide.mutate({ id: approval.id, ...given }))
  return (
    <Form className="mt-3 flex flex-col gap-3" onSubmit={(event) => event.preventDefault()} noValidate>
      <AnswerFields {...fields} />
      <InlineTrouble error={decide.error} />
      <AnswerButtons onAnswer={answer} sending={decide.isPending || decide.isSuccess ? verdict : null} />
    </Form>
  )
}
