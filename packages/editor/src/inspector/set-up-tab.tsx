import type { Step } from '@patchbay/flow/document'
import type { ReactNode } from 'react'
import { AnswerForm } from '../control/answer-form.tsx'
import { BranchForm } from '../control/branch-form.tsx'
import { FilterForm } from '../control/filter-form.tsx'
import { ApprovalForm, EventWaitForm, RepeatForm, RunRulesForm, ScopeForm, SubflowForm } from '../control/late-forms.ts'
import { LoopForm } from '../control/loop-form.tsx'
import { ParallelForm } from '../control/parallel-form.tsx'
import { SetForm } from '../control/set-form.tsx'
import { StopForm } from '../control/stop-form.tsx'
import { TriggerForm } from '../control/trigger-form.tsx'
import { WaitForm } from '../control/wait-form.tsx'
import { ActionForm } from './action-form.tsx'
import { ProblemLine } from './field-problem.tsx'
import { Late } from './late.tsx'
import { SampleLine } from './sample-line.tsx'

/** The form of a step, by its kind. */
export function SetUpTab({ step, address }: { step: Step; address: ReactNode }) {
  if (step.kind === 'trigger')
    return (
      <>
        <TriggerForm step={step} address={address} />
        <div className="border-line border-t px-4 py-1">
          <Late>
            <RunRulesForm step={step} />
          </Late>
        </div>
      </>
    )
  if (step.kind === 'action') return <ActionForm step={step} />
  return (
    <div className="grid grid-cols-1 gap-3.75 px-4 py-3.5">
      {WITHOUT_VALUES.has(step.kind) ? null : <SampleLine />}
      <ControlForm step={step} />
      {OWN_PROBLEMS.has(step.kind) ? null : <ProblemLine stepId={step.id} path="" />}
    </div>
  )
}

/** Nothing in them is made of values. */
const WITHOUT_VALUES: ReadonlySet<Step['kind']> = new Set(['parallel', 'scope'])
/** Their forms say what is wrong with the whole of them. */
const OWN_PROBLEMS: ReadonlySet<Step['kind']> = new Set(['parallel', 'loop', 'repeat'])

function ControlForm({ step }: { step: Exclude<Step, { kind: 'trigger' | 'action' }> }) {
  switch (step.kind) {
    case 'branch':
      return <BranchForm step={step} />
    case 'filter':
      return <FilterForm step={step} />
    case 'set':
      return <SetForm step={step} />
    case 'loop':
      return <LoopForm step={step} />
    case 'repeat':
      return (
        <Late>
          <RepeatForm step={step} />
        </Late>
      )
    case 'scope':
      return (
        <Late>
          <ScopeForm step={step} />
        </Late>
      )
    case 'event':
      return (
        <Late>
          <EventWaitForm step={step} />
        </Late>
      )
    case 'approval':
      return (
        <Late>
          <ApprovalForm step={step} />
        </Late>
      )
    case 'subflow':
      return (
        <Late>
          <SubflowForm step={step} />
        </Late>
      )
    case 'parallel':
      return <ParallelForm step={step} />
    case 'wait':
      return <WaitForm step={step} />
    case 'answer':
      return <AnswerForm step={step} />
    case 'stop':
      return <StopForm step={step} />
  }
}
