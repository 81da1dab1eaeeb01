'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { Menu } from '@patchbay/ui/menu'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { ChevronDown, CircleAlert, Flag, ShieldCheck, TriangleAlert, Workflow } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import type { ReasonDetail } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { listed } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import type { Fix } from './use-fix.ts'

// The editor's fields are heavy: who only looks or retries never loads them.
const ReasonField = dynamic(() => import('./reason-field.tsx').then((module) => module.ReasonField), {
  ssr: false,
  loading: () => <div className="h-16" />,
})

export type ReasonFixProps = { detail: ReasonDetail; fix: Fix; chosen: number }

/** The field to change, for what it is used, and what will happen. */
export function ReasonFix({ detail, fix, chosen }: ReasonFixProps) {
  const { step, reason } = detail
  const me = useMe()
  return (
    <div className="flex min-w-0 flex-col gap-3 px-4 py-3">
      {step !== null && fix.may && fix.field === null ? (
        <OtherFields step={step} fix={fix} label="Change a field" />
      ) : null}
      {step !== null && fix.may && fix.field !== null ? (
        <>
          <WhichField step={step} fix={fix} />
          <ReasonField key={fix.field} step={step} stepId={reason.stepId ?? ''} flowId={reason.flow.id} fix={fix} />
          {fix.edited ? (
            <div>
              <p className="mb-1 font-medium">Use this for</p>
              <RadioTiles<'runs' | 'draft'>
                look="plain"
                label="Use this for"
                value={fix.draft ? 'draft' : 'runs'}
                onValueChange={(value) => fix.setDraft(value === 'draft')}
                tiles={[
                  { value: 'runs', label: 'These runs only' },
                  {
                    value: 'draft',
                    label: 'These runs, and the flow’s draft from now on',
                    disabled: !me.can['flow.edit'],
                  },
                ]}
              />
              <Button size="sm" variant="quiet" className="mt-1 -ml-2" onClick={fix.clear}>
                Send what was sent before
              </Button>
            </div>
          ) : null}
          <InlineTrouble error={fix.error} />
        </>
      ) : null}
      {step !== null && !me.can['problem.edit_input'] ? (
        <p className="text-ink-2 text-small">You can retry, but not change what is sent. Ask an editor or owner.</p>
      ) : null}
      {step !== null && me.can['problem.edit_input'] && step.editRefused !== null ? (
        <p className="text-ink-2 text-small">You can retry, but not change what is sent. {step.editRefused}</p>
      ) : null}
      <Unsure detail={detail} mayEdit={me.can['problem.edit_input'] && step?.editRefused === null} />
      <Effects detail={detail} chosen={chosen} />
    </div>
  )
}

/** Of what nobody knows: what sending it again may do, or why it cannot be changed. */
function Unsure({ detail: { step, runs }, mayEdit }: { detail: ReasonDetail; mayEdit: boolean }) {
  if (step === null || !runs.some(({ unresolved }) => unresolved)) return null
  const all = runs.every(({ unresolved }) => unresolved)
  if (step.isRepeatSafe && !(all && mayEdit)) return null
  return (
    <p className="flex gap-2 text-attn text-small">
      <TriangleAlert size={15} strokeWidth={1.75} className="mt-0.5 flex-none" aria-hidden="true" />
      {step.isRepeatSafe
        ? 'Nobody knows whether these went through, so they can only be sent again as they are, under the same key.'
        : `Nobody knows whether ${all ? 'these' : 'some of these'} went through. The vendor takes no key: sent again, they may be applied twice.`}
    </p>
  )
}

type WhichProps = { step: NonNullable<ReasonDetail['step']>; fix: Fix }

/** Which field is changed: the one that the vendor named, unless a person chooses another. */
function WhichField({ step, fix }: WhichProps) {
  return (
    <div className="flex items-center gap-2">
      <span className="min-w-0 flex-1 truncate text-ink-3 text-small">
        {fix.named ? 'The field that was refused' : 'A field to change'}
      </span>
      {step.fields.length > 1 ? <OtherFields step={step} fix={fix} label="Another field" /> : null}
    </div>
  )
}

function OtherFields({ step, fix, label: words }: WhichProps & { label: string }) {
  if (step.fields.length === 0) return null
  return (
    <Menu
      align={fix.field === null ? 'start' : 'end'}
      trigger={
        <Button size="sm" variant="quiet" className={fix.field === null ? '-ml-2 self-start' : ''}>
          {words} <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
      }
      items={step.fields.map(({ name, label }) => ({
        label: label || name,
        checked: name === fix.field,
        onSelect: () => fix.choose(name),
      }))}
    />
  )
}

/** Effects that are applied, and those that are left alone. */
function Effects({ detail: { effects, reason }, chosen }: { detail: ReasonDetail; chosen: number }) {
  if (effects === null) return null
  const { again, calledAnew, kept, follows } = effects
  const many = chosen.toLocaleString('en-GB')
  return (
    <section aria-label="What will happen" className="rounded-2 bg-surface-2 px-3 pt-2 pb-2.5 text-small">
      <p className="font-medium text-ink-3">What will happen</p>
      <ul className="mt-1 flex flex-col gap-1">
        <Line
          icon={
            again === null ? (
              <ShieldCheck {...small} className="text-ok" />
            ) : again.connector === null ? (
              <Workflow {...small} className="text-ink-3" />
            ) : (
              <VendorMark connector={again.connector} size={14} />
            )
          }
        >
          {again === null ? (
            <>
              “{reason.stepName ?? 'The step'}” is tried again for {many === '1' ? 'one run' : `${many} runs`}; it
              changes nothing outside
            </>
          ) : (
            <>
              <b className="font-semibold">{many === '1' ? 'Once' : `${many} times`}</b> “{again.name}”
              <Place environment={again.environment} />
            </>
          )}
        </Line>
        {calledAnew ? (
          <Line icon={<CircleAlert {...small} className="text-attn" />}>
            Called anew: what {many === '1' ? 'the run that it called' : 'a run that one of them called'} had done is
            done again
          </Line>
        ) : null}
        <Line icon={<ShieldCheck {...small} className="text-ok" />}>
          {kept.length === 0
            ? 'Nothing else was changed before it'
            : `${listed(kept.map(({ name }) => `“${name}”`))} ${kept.length === 1 ? 'stays as it is' : 'stay as they are'}`}
        </Line>
        <Line icon={<Flag {...small} className="text-ink-3" />}>
          {follows.length === 0
            ? 'Nothing is changed outside after it'
            : `Then, as the flow goes: ${listed(follows.map(({ name }) => `“${name}”`))}`}
        </Line>
      </ul>
    </section>
  )
}

const small = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2">
      <span className="flex-none">{icon}</span>
      <span className="min-w-0">{children}</span>
    </li>
  )
}

function Place({ environment }: { environment: 'live' | 'sandbox' | null }) {
  if (environment === null) return null
  return (
    <>
      {' '}
      <Badge kind={environment} className="ml-1">
        {environment === 'live' ? 'Live' : 'Sandbox'}
      </Badge>
    </>
  )
}
