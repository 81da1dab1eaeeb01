'use client'

import type { Manifests } from '@patchbay/editor/manifests'
import { Facts } from '@patchbay/ui/card'
import { CodeView } from '@patchbay/ui/code-view'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { exactTimeWords } from '@patchbay/ui/relative-time-words'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useTimeZone } from '@patchbay/ui/use-now'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import type { ReactNode } from 'react'
import type { FlowDetail, Step } from '../../trpc/types.ts'
import { connectorOf } from '../run/connector-of.ts'
import { counted } from '../shared/words.ts'

export type FlowFactsProps = { flow: FlowDetail; step: Step | null; manifests: Manifests }

/** What starts it, how it stands, what is wrong with its draft; above that the chosen step. */
export function FlowFacts({ flow, step, manifests }: FlowFactsProps) {
  return (
    <aside
      aria-label="About this flow"
      className="flex w-80 flex-none flex-col gap-5 overflow-y-auto border-line border-l bg-surface p-4 max-md:w-full max-md:overflow-visible max-md:border-l-0"
    >
      {step === null ? null : <StepPart step={step} manifests={manifests} />}
      <Part title="What starts it">
        <TriggerPart flow={flow} />
      </Part>
      <Part title="How it stands">
        <Facts items={standing(flow)} />
      </Part>
      {flow.problems.length === 0 ? null : (
        <Part title="Problems in the draft">
          <ul className="flex flex-col gap-2">
            {flow.problems.map((problem) => (
              <li key={`${problem.code} ${problem.stepId} ${problem.field}`} className="flex gap-2">
                <StateGlyph
                  state={problem.severity === 'error' ? 'failed' : 'attention'}
                  size={14}
                  label={problem.severity === 'error' ? 'Stops publishing' : 'Worth a look'}
                  className="mt-0.5"
                />
                <span>{problem.message}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </aside>
  )
}

function standing(flow: FlowDetail) {
  return [
    {
      name: 'Version',
      value:
        flow.live === null ? (
          'never published'
        ) : (
          <>
            {flow.live.number}, <RelativeTime at={flow.live.publishedAt} /> by {flow.live.publishedBy}
          </>
        ),
    },
    {
      name: flow.enabled ? 'On' : 'Off',
      value:
        flow.switchedAt === null ? (
          'never switched'
        ) : (
          <>
            since <RelativeTime at={flow.switchedAt} />
            {flow.switchReason === null ? '' : `, ${flow.switchReason}`}
            {flow.switchedBy === null ? '' : ` · ${flow.switchedBy}`}
          </>
        ),
    },
    { name: '24 hours', value: `${counted(flow.last24h.runs, 'run')}, ${flow.last24h.failed} failed` },
    { name: 'Last run', value: flow.lastRunAt === null ? 'never' : <RelativeTime at={flow.lastRunAt} /> },
  ]
}

function TriggerPart({ flow }: { flow: FlowDetail }) {
  const timeZone = useTimeZone()
  const { trigger, start } = flow
  if (trigger === null) return <p className="text-ink-3">Nothing starts it yet.</p>
  return (
    <>
      <p className="mb-2">{start}</p>
      {trigger.url === null ? null : (
        <CodeView
          label="Address"
          head={trigger.type === 'webhook' ? 'Call this address to start it:' : 'Events come in at:'}
          code={trigger.url}
          copy
          wrap
        />
      )}
      {trigger.next === null ? null : (
        <ol className="flex flex-col gap-1 tabular-nums" aria-label="Next times">
          {trigger.next.length === 0 ? <li className="text-ink-3">It has no next time.</li> : null}
          {trigger.next.map((time) => (
            <li key={time.getTime()} className="text-ink-2">
              {exactTimeWords(time, timeZone)}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

function StepPart({ step, manifests }: { step: Step; manifests: Manifests }) {
  const connector = connectorOf(step)
  const action = step.kind === 'action' ? manifests[step.connector]?.actions[step.action] : undefined
  return (
    <section className="border-line border-b pb-4">
      <div className="flex items-start gap-3">
        {connector === null ? null : <VendorTile connector={connector} size={36} />}
        <div className="min-w-0">
          <h2 className="text-h2 leading-5">{step.name}</h2>
          <p className="text-ink-3 text-small">
            {connector === null ? 'Inside Patchbay' : (manifests[connector]?.title ?? connector)}
            {action === undefined ? '' : ` · ${action.title}`}
          </p>
        </div>
      </div>
      {step.note === undefined ? null : <p className="mt-2 text-ink-2">{step.note}</p>}
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-h3">{title}</h2>
      {children}
    </section>
  )
}
