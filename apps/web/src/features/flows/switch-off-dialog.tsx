'use client'

import { Dialog } from '@patchbay/ui/dialog'
import { SwitchOffForm } from './switch-off-form.tsx'

/** Asks why a flow is switched off. */
export function SwitchOffDialog({ flow, onClose }: { flow: { id: string; name: string }; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title={`Switch off ${flow.name}?`}
      description="Runs under way go on to their end."
    >
      <SwitchOffForm flow={flow} onDone={onClose} />
    </Dialog>
  )
}
