'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Dialog } from '@patchbay/ui/dialog'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail } from '../../../trpc/types.ts'
import { subjectOf } from '../../runs/run-row.tsx'
import { InlineTrouble } from '../../shared/inline-trouble.tsx'
import { useProblemsAgain } from '../use-problems-again.ts'
import { effectsOutside, outsideWords, undoWords, wishWords } from './effects-outside.ts'

/** Stops a run; what has an undo can be undone with it, in reverse, and of the rest a person is asked. */
export function CancelRunDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [undo, setUndo] = useState(false)
  const cancel = useMutation(trpc.runs.cancel.mutationOptions({ onSuccess: onClose, onSettled: again }))
  const effects = effectsOutside(run)
  const fates = undoWords(effects)
  const wish = wishWords(effects)
  const stops = run.unwindingAt !== null
  // Somebody else may have begun to undo it while this stands open.
  const undoes = undo && fates.length > 0
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`${stops ? 'Stop undoing' : 'Cancel'} ${subjectOf(run)}?`}
      description="No further step begins. A call that is under way is broken off, and what became of it is written down."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {stops ? 'Go on undoing' : 'Keep it running'}
          </Button>
          <Button
            variant="danger"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ id: run.id, undo: undoes })}
          >
            {undoes ? wish.button : stops ? 'Stop undoing' : 'Cancel run'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {outsideWords(run, effects).map((words) => (
          <p key={words}>{words}</p>
        ))}
        {fates.length === 0 ? null : (
          <Checkbox checked={undo} onCheckedChange={setUndo}>
            <span className="block font-medium">{wish.tick}</span>
            {fates.map((words) => (
              <span key={words} className="block text-ink-2 text-small">
                {words}
              </span>
            ))}
          </Checkbox>
        )}
        <InlineTrouble error={cancel.error} />
      </div>
    </Dialog>
  )
}
