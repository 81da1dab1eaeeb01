import type { ActionStep } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { changeAction } from './change-action-operation.ts'
import { Wrong } from './field-problem.tsx'

/** Another action of the same app in the step's place. Says what is kept before anything changes. */
export function ChangeAction({ step, onClose }: { step: ActionStep; onClose: () => void }) {
  const { manifests, apply } = useEditorScope()
  const connector = manifests[step.connector]
  const [action, setAction] = useState(step.action)
  const [refused, setRefused] = useState<string | null>(null)
  if (connector === undefined) return null
  const change = changeAction(step, action, connector)
  const use = () => {
    const problem = apply(change.operation)
    if (problem === null) onClose()
    else setRefused(problem.message)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Change the action"
      description={`What “${step.name}” does with ${connector.title}`}
      actions={
        <>
          <Button onClick={onClose}>Keep it as it is</Button>
          <Button variant="primary" disabled={action === step.action} onClick={use}>
            Use “{connector.actions[action]?.title ?? action}”
          </Button>
        </>
      }
    >
      <RadioTiles
        label="Action"
        value={action}
        onValueChange={setAction}
        tiles={Object.entries(connector.actions).map(([id, { title, description }]) => ({
          value: id,
          label: title,
          help: description,
        }))}
      />
      {action === step.action ? null : (
        <p className="mt-3 text-ink-2 text-ui">
          {change.kept.length === 0 ? 'No value is kept' : `Kept: ${change.kept.join(', ')}`}.
          {change.dropped.length === 0 ? '' : ` Dropped: ${change.dropped.join(', ')}.`} You can undo it.
        </p>
      )}
      {refused === null ? null : <Wrong>{refused}</Wrong>}
    </Dialog>
  )
}
