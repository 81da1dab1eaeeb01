'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Kbd } from '@patchbay/ui/kbd'

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['⌘ K', 'Command menu, search'],
  ['A', 'Add a step after the selection'],
  ['Enter', 'Open the step'],
  ['Esc', 'Step back out'],
  ['← ↑ → ↓', 'Move between steps along cables'],
  ['Home End', 'The first step, the last'],
  ['⌥ ←', 'Move a step 20 px; 100 with Shift'],
  ['F2', 'Rename the step'],
  ['⇧ F10', 'What can be done with a step'],
  ['C', 'Connect: then arrows, Enter'],
  ['Del', 'Remove and heal the cable'],
  ['⌘ Z', 'Undo'],
  ['⇧ ⌘ Z', 'Redo'],
  ['⌘ C', 'Copy'],
  ['⌘ X', 'Cut'],
  ['⌘ V', 'Paste'],
  ['⌘ D', 'Duplicate'],
  ['⌘ A', 'Select all; ⇧ click selects several'],
  ['L', 'Tidy up'],
  ['1', 'Fit the flow'],
  ['0', '100 %'],
  ['+ −', 'Zoom'],
  ['M', 'Data picker of a field; ⌥ M while typing in it'],
  ['T', 'Test run'],
  ['⌘ Enter', 'Test this step'],
  ['P', 'Publish'],
  ['?', 'This list'],
]

/** Every key of the editor. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Keys"
      actions={<Button onClick={onClose}>All right</Button>}
    >
      <dl className="grid grid-cols-1 gap-x-8 md:grid-cols-2">
        {keys.map(([combination, does]) => (
          <div key={combination} className="flex min-h-9 items-center gap-3 border-line border-b">
            <dt className="flex w-24 flex-none gap-1">
              {combination.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
