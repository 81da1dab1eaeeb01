'use client'

import { iconOf } from '@patchbay/editor/step-icon'
import { Badge } from '@patchbay/ui/badge'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { IconTile, VendorTile } from '@patchbay/ui/vendor-tile'
import type { UseQueryResult } from '@tanstack/react-query'
import { CircleAlert, ShieldCheck, TriangleAlert, Workflow } from 'lucide-react'
import type { SteeringPlan, Step } from '../../../trpc/types.ts'
import { QueryView } from '../../shared/query-view.tsx'
import { counted } from '../../shared/words.ts'

type PlannedStep = SteeringPlan['steps'][number]

const fateWords: Record<PlannedStep['fate'], string> = {
  reused: 'Reused',
  again: 'Done again',
  tried: 'Tried again',
  first: 'Done for the first time',
  maybe: 'If the run comes here',
  left: 'Left as it is',
}

export type SteeringStepsProps = {
  query: UseQueryResult<SteeringPlan, unknown>
  /** The steps as the run has them: another version may have some of its own. */
  drawn: readonly Step[]
}

/** What a retry or another run would reuse and what it would apply anew, step by step, before anything happens. */
export function SteeringSteps({ query, drawn }: SteeringStepsProps) {
  return (
    <QueryView
      query={query}
      what="The preview"
      safe="Nothing has been changed."
      skeleton={<SkeletonRows rows={5} rowHeight={41} />}
    >
      {(plan) => (
        <div className="flex flex-col gap-3">
          <Sum plan={plan} />
          <ul
            aria-label="What happens to each step"
            className="max-h-80 overflow-y-auto rounded-3 border border-line"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: where it is long it scrolls, by keyboard too
            tabIndex={0}
          >
            {plan.steps.map((step) => (
              <StepLine
                key={`${step.stepId} ${step.fate}`}
                step={step}
                drawn={drawn.find(({ id }) => id === step.stepId)}
              />
            ))}
          </ul>
        </div>
      )}
    </QueryView>
  )
}

function Sum({ plan: { effects, refused } }: { plan: SteeringPlan }) {
  if (refused !== null) {
    return (
      <p role="alert" className="flex gap-2 rounded-2 border border-attn-line bg-attn-tint px-3 py-2">
        <TriangleAlert size={15} strokeWidth={1.75} className="mt-0.5 flex-none text-attn" aria-hidden="true" />
        {refused}
      </p>
    )
  }
  const again = effects.anew > 0
  const Icon = again ? CircleAlert : ShieldCheck
  return (
    <p className="flex gap-2 rounded-2 bg-surface-2 px-3 py-2">
      <Icon
        size={15}
        strokeWidth={1.75}
        className={`mt-0.5 flex-none ${again ? 'text-attn' : 'text-ok'}`}
        aria-hidden="true"
      />
      <span>
        {again ? (
          <>
            <b className="font-semibold">{counted(effects.anew, 'change')} outside</b>{' '}
            {effects.anew === 1 ? 'is' : 'are'} made a second time.
          </>
        ) : (
          'Nothing that was done outside is done a second time.'
        )}{' '}
        {effects.kept === 0
          ? ''
          : `${counted(effects.kept, 'change')} ${effects.kept === 1 ? 'is' : 'are'} left as ${effects.kept === 1 ? 'it is' : 'they are'}.`}
      </span>
    </p>
  )
}

function StepLine({ step, drawn }: { step: PlannedStep; drawn: Step | undefined }) {
  const Icon = drawn === undefined ? Workflow : iconOf(drawn)
  const writes = step.effect !== 'read' && step.effect !== 'pure'
  const anew = step.fate === 'again' && writes
  return (
    <li className="flex min-h-10 items-center gap-2.5 border-line border-b px-3 py-1.5 last:border-b-0">
      {step.connector === null ? (
        <IconTile size={24} icon={<Icon size={14} strokeWidth={1.75} aria-hidden="true" />} />
      ) : (
        <VendorTile connector={step.connector} size={24} />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {step.name}
          {step.times > 1 ? (
            <span className="font-normal text-ink-3"> × {step.times.toLocaleString('en-GB')}</span>
          ) : null}
        </span>
        {step.why === null ? null : <span className="block text-ink-3 text-small">{step.why}</span>}
      </span>
      {anew && step.environment === 'live' ? <Badge kind="live">Live</Badge> : null}
      <span className={`flex-none text-small ${anew ? 'font-medium text-attn' : 'text-ink-2'}`}>
        {anew ? 'Applied anew' : fateWords[step.fate]}
      </span>
    </li>
  )
}
