'use client'

import { linkClass } from '@patchbay/ui/card'
import { JsonTree } from '@patchbay/ui/json-tree'
import { ClockTime, RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { Clock, ShieldCheck, Unplug } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { DecisionView } from '../../trpc/types.ts'
import { useMe } from '../shell/use-me.ts'
import { DecideButtons } from './decide-buttons.tsx'

/** What was sent, what is known, what the person sees at the vendor. */
export function DecisionCard({ decision }: { decision: DecisionView }) {
  const me = useMe()
  return (
    <section
      id={decision.id}
      aria-label={decision.question}
      className="overflow-hidden rounded-3 border border-attn-line bg-surface"
    >
      <div className="flex items-center gap-3 border-attn-line border-b bg-attn-tint px-4 py-3 max-md:flex-wrap">
        <StateGlyph state="attention" size={18} />
        <div className="min-w-0 flex-1">
          <h2 className="text-h3">{decision.question}</h2>
          <p className="text-ink-2 text-small">Nothing is sent again until somebody says.</p>
        </div>
        <span className="inline-flex items-center gap-2 text-small">
          {decision.connector === null ? null : <VendorMark connector={decision.connector} size={14} />}
          {decision.flow.name} › {decision.stepName}
          <RelativeTime at={decision.askedAt} className="pl-2 text-ink-2" />
        </span>
      </div>
      <div className="grid lg:grid-cols-3 lg:divide-x lg:divide-line max-lg:divide-y max-lg:divide-line">
        <Part title="What was sent">
          {decision.sent === null ? (
            <p className="text-ink-3">It is no longer kept.</p>
          ) : (
            <div className="max-h-48 overflow-auto">
              <JsonTree label="What was sent" value={decision.sent} open={2} />
            </div>
          )}
        </Part>
        <Part title="What is known">
          <ul className="flex flex-col gap-2">
            <Fact icon={<Unplug size={15} strokeWidth={1.75} className="text-bad" aria-hidden="true" />}>
              It was sent, and no definite answer came back.
            </Fact>
            <Fact icon={<Clock size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />}>
              Asked at <ClockTime at={decision.askedAt} />
              {decision.subject === null ? '' : `, for ${decision.subject}`}.{' '}
              <Link href={`/runs/${decision.runId}`} className={linkClass}>
                Open the run
              </Link>
            </Fact>
            <Fact icon={<ShieldCheck size={15} strokeWidth={1.75} className="text-ok" aria-hidden="true" />}>
              What the run did before is done and saved.
            </Fact>
          </ul>
        </Part>
        <Part title="What do you see there?">
          {me.can['decision.decide'] ? (
            <div className="flex flex-col gap-2">
              <DecideButtons decision={decision} stacked />
            </div>
          ) : (
            <p className="text-ink-2">Your role may look, but not decide. Ask an operator, editor or owner.</p>
          )}
        </Part>
      </div>
    </section>
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
