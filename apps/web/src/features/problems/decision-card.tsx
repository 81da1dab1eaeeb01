'use client'

import { Button } from '@patchbay/ui/button'
import { linkClass } from '@patchbay/ui/card'
import { ClockTime, RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { Clock, ShieldCheck, Unplug } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useEffect, useRef } from 'react'
import type { DecisionView } from '../../trpc/types.ts'
import { counted, listed, sentenceCase } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { DecideButtons } from './decide-buttons.tsx'
import { seekWordsOf } from './decide-words.ts'
import { useAskDecision } from './decision-dialogs.tsx'
import { SentFacts } from './sent-facts.tsx'

/** What was sent, what is known, what the person sees at the vendor. */
export function DecisionCard({ decision }: { decision: DecisionView }) {
  const me = useMe()
  const vendor = decision.vendor ?? 'the vendor'
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    // A link to the question is older than the card: the browser has looked for it before it was loaded.
    if (window.location.hash === `#${decision.id}`) card.current?.scrollIntoView({ block: 'center' })
  }, [decision.id])
  return (
    <section
      ref={card}
      id={decision.id}
      aria-label={decision.question}
      className="overflow-hidden rounded-3 border border-attn-line bg-surface"
    >
      <div className="flex items-center gap-3 border-attn-line border-b bg-attn-tint px-4 py-2.5 max-md:flex-wrap">
        <StateGlyph state="attention" size={18} />
        <div className="min-w-0 flex-1">
          <h2 className="text-h3">{decision.question}</h2>
          <p className="text-ink-2 text-small">
            {decision.subject === null ? '' : `${decision.subject}. `}
            {decision.kind === 'undo'
              ? 'What can be undone by itself is undone; for this a person is needed.'
              : 'Nothing is sent again until somebody says.'}
          </p>
        </div>
        <span className="inline-flex items-center gap-2 text-small">
          {decision.connector === null ? null : <VendorMark connector={decision.connector} size={14} />}
          {decision.flow.name} › {decision.stepName}
          <RelativeTime at={decision.askedAt} className="whitespace-nowrap pl-2 text-ink-2" />
        </span>
      </div>
      <div className="grid lg:grid-cols-[1.15fr_1.15fr_0.9fr] lg:divide-x lg:divide-line max-lg:divide-y max-lg:divide-line">
        <Part title="What was sent">
          <SentFacts decision={decision} />
        </Part>
        <Part title="What is known">
          <Known decision={decision} vendor={vendor} />
        </Part>
        <Part title={`What do you see at ${placeOf(decision)}?`}>
          {me.can['decision.decide'] ? (
            <div className="flex flex-col gap-2">
              <DecideButtons decision={decision} stacked />
              <SeekButton decision={decision} />
            </div>
          ) : (
            <p className="text-ink-2">Your role may look, but not decide. Ask an operator, editor or owner.</p>
          )}
        </Part>
      </div>
    </section>
  )
}

/** Where there may be several, a vendor alone is no place to look. */
function placeOf({ vendor, connection }: DecisionView): string {
  if (vendor === null) return connection ?? 'the vendor'
  return connection === null || connection.includes(vendor) ? (connection ?? vendor) : `${vendor}, “${connection}”`
}

function Known({ decision, vendor }: { decision: DecisionView; vendor: string }) {
  return (
    <ul className="flex flex-col gap-2">
      <Fact icon={<Unplug size={15} strokeWidth={1.75} className="text-bad" aria-hidden="true" />}>
        {decision.kind === 'undo'
          ? `${sentenceCase(vendor)} applied it, and it has not been undone.`
          : `It was sent, and no definite answer came back${decision.tries > 1 ? ` in ${counted(decision.tries, 'try', 'tries')}` : ''}.`}
      </Fact>
      <Fact icon={<Clock size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />}>
        {decision.sentAt === null ? 'Asked at ' : decision.tries > 1 ? 'Sent last at ' : 'Sent at '}
        <ClockTime at={decision.sentAt ?? decision.askedAt} />.{' '}
        <Link href={`/runs/${decision.runId}`} className={linkClass}>
          Open the run
        </Link>
      </Fact>
      <Fact icon={<ShieldCheck size={15} strokeWidth={1.75} className="text-ok" aria-hidden="true" />}>
        {decision.doneBefore.length === 0
          ? 'The run had changed nothing else outside.'
          : `${listed(decision.doneBefore.map((name) => `“${name}”`))} ${decision.doneBefore.length === 1 ? 'is' : 'are'} done and saved.`}
      </Fact>
    </ul>
  )
}

/** A third answer, where going there again doubles nothing. */
function SeekButton({ decision }: { decision: DecisionView }) {
  const ask = useAskDecision()
  const words = seekWordsOf(decision)
  if (words === null) return null
  return (
    <Button size="sm" variant="quiet" className="self-end" onClick={() => ask({ decision, about: 'seek' })}>
      {words.button}
    </Button>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-3">
      <h3 className="mb-2 font-medium text-ink-3 text-small">{title}</h3>
      {children}
    </div>
  )
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2">
      <span className="mt-0.5 flex-none">{icon}</span>
      <span>{children}</span>
    </li>
  )
}
