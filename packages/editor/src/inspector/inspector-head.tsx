import type { Step } from '@patchbay/flow/document'
import { IconButton } from '@patchbay/ui/icon-button'
import { X } from 'lucide-react'
import { useEditorScope } from '../editor-scope.tsx'
import { StepIcon } from '../step-icon.tsx'
import { appOf, connectorOf, kindWord, secondLine } from '../step-words.ts'
import { ConnectionPicker } from './connection-picker.tsx'
import { StepMenu } from './step-menu.tsx'
import { StepName } from './step-name.tsx'

export type InspectorHeadProps = {
  step: Step
  renames: number
  onRename: () => void
  onClose: () => void
  onOpenStep: ((stepId: string) => void) | undefined
}

/** What the step is: mark, sentence, app and account, and what can be done with it as a whole. */
export function InspectorHead({ step, renames, onRename, onClose, onOpenStep }: InspectorHeadProps) {
  return (
    <header className="flex flex-none items-start gap-2.75 px-4 pt-3.5 pb-2">
      <StepIcon step={step} connector={connectorOf(step)} size={36} />
      <div className="min-w-0 flex-1">
        <StepName key={step.id} step={step} asked={renames} />
        <div className="mt-px flex min-h-6 min-w-0 items-center gap-x-1.5 text-ink-3 text-small">
          <SecondLine step={step} />
        </div>
      </div>
      <div className="flex flex-none">
        <StepMenu step={step} onRename={onRename} onClose={onClose} onOpenStep={onOpenStep} />
        <IconButton label="Close" keys="Esc" size="sm" icon={<X size={16} strokeWidth={1.75} />} onClick={onClose} />
      </div>
    </header>
  )
}

function SecondLine({ step }: { step: Step }) {
  const { manifests, document, flows } = useEditorScope()
  const id = appOf(step)
  if (id === null) {
    const flowName = (flowId: string) => flows?.find((flow) => flow.id === flowId)?.name ?? null
    const words = secondLine(step, manifests, { document, flowName })
    return <span className="line-clamp-2 min-w-0">{words === '' ? kindWord[step.kind] : words}</span>
  }
  const manifest = manifests[id]
  const title = manifest?.title ?? id
  return (
    <>
      <span className="flex-none">{title}</span>
      {manifest?.auth.kind === 'none' ? null : (
        <>
          <span aria-hidden="true">·</span>
          <ConnectionPicker
            stepId={step.id}
            connector={id}
            connectionId={connectionOf(step)}
            path={step.kind === 'trigger' ? 'trigger.connectionId' : 'connectionId'}
          />
        </>
      )}
    </>
  )
}

function connectionOf(step: Step): string | null {
  if (step.kind === 'action' || step.kind === 'event') return step.connectionId
  return step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : null
}
