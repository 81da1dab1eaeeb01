import { iconOf } from '@patchbay/editor/step-icon'
import { Card } from '@patchbay/ui/card'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import type { ApprovalView } from '../../trpc/types.ts'

type Next = ApprovalView['next']['approved']

/** What happens either way, and what comes if nobody answers. */
export function ApprovalSides({ approval }: { approval: ApprovalView }) {
  const { next } = approval
  return (
    <aside className="flex flex-col gap-5 max-md:px-4">
      <Card className="px-5 py-4.5">
        <h2 className="text-h3">What happens then</h2>
        <Way title="If you approve" steps={next.approved} none="The run goes on to its end." />
        <Way title="If you refuse" steps={next.refused} none="The run does nothing more here." />
        <Way title="If nobody answers" steps={next.timeout} none="The run does nothing more here." />
      </Card>
      <Card className="px-5 py-4.5">
        <h2 className="text-h3">So far</h2>
        <SoFar approval={approval} />
      </Card>
    </aside>
  )
}

function Way({ title, steps, none }: { title: string; steps: Next; none: string }) {
  return (
    <div className="mt-3.5 border-line border-t pt-3.5 first-of-type:mt-3 first-of-type:border-t-0 first-of-type:pt-0">
      <h3 className="font-medium text-ui">{title}</h3>
      {steps.length === 0 ? <p className="mt-1.5 text-ink-2">{none}</p> : null}
      <ul className="mt-1.5 flex flex-col gap-1.5 text-ink-2">
        {steps.map((step, index) => (
          <li key={index} className="flex items-start gap-2.25">
            <NextMark step={step} />
            <span className="min-w-0 break-words">{step.name}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function NextMark({ step }: { step: Next[number] }) {
  if (step.connector !== null) return <VendorMark connector={step.connector} size={15} className="mt-0.5" />
  const Icon = iconOf({ kind: step.kind })
  return <Icon size={15} strokeWidth={1.75} className="mt-0.5 flex-none text-ink-3" aria-hidden="true" />
}

type Point = { label: string; at: Date; done: boolean }

function SoFar({ approval }: { approval: ApprovalView }) {
  const reminder = approval.remindedAt ?? approval.remindAt
  const points: Point[] = [
    {
      label: approval.subject === null ? 'It came in' : `${approval.subject} came in`,
      at: approval.acceptedAt,
      done: true,
    },
    { label: 'You were asked', at: approval.askedAt, done: true },
    ...(reminder === null ? [] : [{ label: 'Reminder', at: reminder, done: approval.remindedAt !== null }]),
    { label: 'It goes on without an answer', at: approval.deadlineAt, done: false },
  ]
  return (
    <ol className="mt-3">
      {points.map(({ label, at, done }, index) => (
        <li key={label} className={`relative flex min-h-8 items-center gap-2.5 ${done ? 'text-ink' : 'text-ink-3'}`}>
          {index === points.length - 1 ? null : (
            <span aria-hidden="true" className="absolute top-5.25 left-[3.5px] h-5.5 w-[1.5px] bg-line-2" />
          )}
          <span
            aria-hidden="true"
            className={`z-1 size-2.25 flex-none rounded-full border-[1.5px] ${done ? 'border-ok-solid bg-ok-solid' : 'border-line-ui bg-surface'}`}
          />
          <span className="min-w-0 flex-1 font-medium">{label}</span>
          <span className="sr-only">{done ? 'done' : 'to come'}</span>
          <RelativeTime at={at} className="flex-none text-small tabular-nums" />
        </li>
      ))}
    </ol>
  )
}
