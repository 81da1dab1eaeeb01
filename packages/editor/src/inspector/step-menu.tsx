import type { Step } from '@patchbay/flow/document'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { toast } from '@patchbay/ui/toast'
import { ArrowRightLeft, Copy, Ellipsis, Fingerprint, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { freeId } from '../edit/free-id.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { ChangeAction } from './change-action.tsx'

export type StepMenuProps = {
  step: Step
  onRename: () => void
  onClose: () => void
  onOpenStep: ((stepId: string) => void) | undefined
}

export function StepMenu(props: StepMenuProps) {
  const { step } = props
  const { mayEdit } = useEditorScope()
  const [changing, setChanging] = useState(false)
  const { duplicate, remove, copyId } = useStepActions(props)
  const change: MenuItem = {
    label: 'Change the action…',
    icon: <ArrowRightLeft size={15} strokeWidth={1.75} />,
    onSelect: () => setChanging(true),
  }
  const copy: MenuItem = {
    label: 'Copy the id',
    icon: <Fingerprint size={15} strokeWidth={1.75} />,
    onSelect: () => void copyId(),
  }
  const items: MenuItem[] = mayEdit
    ? [
        { label: 'Rename', icon: <Pencil size={15} strokeWidth={1.75} />, keys: 'F2', onSelect: props.onRename },
        ...(step.kind === 'action' ? [change] : []),
        {
          label: 'Duplicate',
          icon: <Copy size={15} strokeWidth={1.75} />,
          keys: '⌘D',
          ...(step.kind === 'trigger' ? { disabled: true, help: 'A flow has one trigger' } : {}),
          onSelect: duplicate,
        },
        copy,
        { kind: 'line' },
        { label: 'Delete', icon: <Trash2 size={15} strokeWidth={1.75} />, keys: 'Del', danger: true, onSelect: remove },
      ]
    : [copy]
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton label="More" size="sm" icon={<Ellipsis size={16} strokeWidth={1.75} />} />}
        items={items}
      />
      {step.kind === 'action' && changing ? <ChangeAction step={step} onClose={() => setChanging(false)} /> : null}
    </>
  )
}

function useStepActions({ step, onClose, onOpenStep }: StepMenuProps) {
  const { document, apply } = useEditorScope()
  const duplicate = () => {
    const newId = freeId(document, step.id)
    const offset = { x: 40, y: 40 }
    const problem = apply({ kind: 'duplicateSteps', copies: [{ stepId: step.id, newId }], offset })
    if (problem === null) onOpenStep?.(newId)
    else toast(problem.message)
  }
  const remove = () => {
    const problem = apply({ kind: 'removeSteps', stepIds: [step.id], heal: true })
    if (problem === null) onClose()
    else toast(problem.message)
  }
  const copyId = async () => {
    try {
      await navigator.clipboard.writeText(step.id)
      toast(`Copied “${step.id}”`)
    } catch {
      // Browsers refuse it without a secure origin or a right: then it can be read.
      toast(`The id is “${step.id}”`)
    }
  }
  return { duplicate, remove, copyId }
}
