'use client'

import { inWords } from '@patchbay/flow/describe'
import { Facts, linkClass } from '@patchbay/ui/card'
import { StateLabel } from '@patchbay/ui/state-label'
import Link from 'next/link'
import type { RunWaits, Step, StepRunView } from '../../trpc/types.ts'
import { decidedWords, listed } from '../approvals/approval-words.ts'
import { stateOf } from '../shared/states.ts'
import { useMe } from '../shell/use-me.ts'
import { DayTime } from './day-time.tsx'

/** What a step waited for, or waits for still: an answer, an event, a run of another flow. */
export function WaitsPanel({ waits, row, step }: { waits: RunWaits; row: StepRunView; step: Step }) {
  const approval = waits.approvals.find(({ stepRunId }) => stepRunId === row.id)
  const event = waits.events.find(({ stepRunId }) => stepRunId === row.id)
  const calls = waits.calls.filter(({ node, iteration }) => node === row.node && iteration === row.iteration)
  if (approval === undefined && event === undefined && calls.length === 0) return null
  return (
    <section className="border-line border-t px-4 py-3.5">
      {approval === undefined ? null : <Approval approval={approval} />}
      {event === undefined ? null : <Event event={event} step={step} />}
      {calls.map((call) => (
        <Call key={call.runId} call={call} isNamed={row.state === 'waiting' && call === calls[0]} />
      ))}
    </section>
  )
}

const at = (moment: Date) => <DayTime at={moment} />

function Approval({ approval }: { approval: RunWaits['approvals'][number] }) {
  const me = useMe()
  const answers = Object.entries(approval.answers)
  return (
    <Facts
      items={[
        // While it is open the question stands above, with its answers.
        ...(approval.state === 'open' ? [] : [{ name: 'Question', value: approval.question }]),
        {
          name: 'Asked',
          value: (
            <>
              {listed(approval.asked.map(({ name }) => name))}, {at(approval.askedAt)}
            </>
          ),
        },
        ...(approval.remindedAt === null
          ? approval.state === 'open' && approval.remindAt !== null
            ? [{ name: 'Reminder', value: at(approval.remindAt) }]
            : []
          : [{ name: 'Reminded', value: at(approval.remindedAt) }]),
        ...(approval.state === 'open'
          ? [{ name: 'Until', value: at(approval.deadlineAt) }]
          : [{ name: 'Answer', value: <AnswerWords approval={approval} you={me.user.id} /> }]),
        ...(approval.note === null ? [] : [{ name: 'Note', value: approval.note }]),
        ...answers.map(([name, value]) => ({
          name: approval.form.find((field) => field.name === name)?.label ?? name,
          value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '–'),
        })),
      ]}
    />
  )
}

function AnswerWords({ approval, you }: { approval: RunWaits['approvals'][number]; you: string }) {
  if (approval.state === 'expired') return <>Nobody answered by {at(approval.deadlineAt)}</>
  if (approval.state === 'withdrawn') return <>The run ended or went on before anybody answered</>
  return (
    <>
      {decidedWords(approval, you)}
      {approval.decidedAt === null ? null : <>, {at(approval.decidedAt)}</>}
    </>
  )
}

const EVENT_WORDS: Record<Exclude<RunWaits['events'][number]['state'], 'open'>, string> = {
  matched: 'came',
  timed_out: 'did not come in time',
  withdrawn: 'is not waited for any more',
}

function Event({ event, step }: { event: RunWaits['events'][number]; step: Step }) {
  const field = step.kind === 'event' ? step.match.path.split('.').at(-1) : undefined
  return (
    <Facts
      items={[
        // While it is open that, and until when, stand above.
        ...(event.state === 'open' ? [] : [{ name: 'Event', value: EVENT_WORDS[event.state] }]),
        {
          name: field === undefined ? 'Found by' : inWords(field),
          value: <code className="select-all break-all font-mono text-small">{event.key}</code>,
        },
        { name: 'Looked for since', value: <>{at(event.since)}. One from before does not count.</> },
        ...(event.state === 'open' ? [] : [{ name: 'Until', value: at(event.deadlineAt) }]),
        ...(event.settledAt === null ? [] : [{ name: 'Settled', value: at(event.settledAt) }]),
        ...(event.deliveryId === null
          ? []
          : [
              {
                name: 'It tells of',
                value: (
                  <Link href={`/deliveries?id=${event.deliveryId}`} className={linkClass}>
                    {event.subject ?? 'Open the delivery'}
                  </Link>
                ),
              },
            ]),
      ]}
    />
  )
}

/** `isNamed`: what it is stands above, with the way to it. */
function Call({ call, isNamed }: { call: RunWaits['calls'][number]; isNamed: boolean }) {
  return (
    <Facts
      items={[
        ...(isNamed
          ? []
          : [
              {
                name: call.waits ? 'Called' : 'Started',
                value: (
                  <Link href={`/runs/${call.runId}`} className={linkClass}>
                    {call.subject === null ? call.flow.name : `${call.subject} in ${call.flow.name}`}
                  </Link>
                ),
              },
            ]),
        { name: isNamed ? 'The run it called' : 'Its state', value: <StateLabel state={stateOf(call.state)} /> },
      ]}
    />
  )
}
