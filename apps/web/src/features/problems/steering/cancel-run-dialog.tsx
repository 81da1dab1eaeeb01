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
import { listed } from '../../shared/words.ts'
import { useProblemsAgain } from '../use-problems-again.ts'
import { effectsOutside, outsideWords } from './effects-outside.ts'

/** Stops a run; what has an undo can be undone with it, in reverse. */
export function CancelRunDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [undo, setUndo] = useState(false)
  const cancel = useMutation(trpc.runs.cancel.mutationOptions({ onSuccess: onClose, onSettled: again }))
  const effects = effectsOutside(run)
  const { done, undone } = effects
  // Somebody else may have begun to undo it while this stands open.
  const undoes = undo && undone.length > 0
  const rest = done.filter((name) => !undone.includes(name))
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Cancel ${subjectOf(run)}?`}
      description="No further step begins. A call that is under way is broken off, and what became of it is written down."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it running
          </Button>
          <Button
            variant="danger"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ id: run.id, undo: undoes })}
          >
            {undoes ? 'Cancel and undo' : 'Cancel run'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {outsideWords(run, effects).map((words) => (
          <p key={words}>{words}</p>
        ))}
        {undone.length === 0 ? null : (
          <>
            <Checkbox checked={undo} onCheckedChange={setUndo}>
              <span className="block font-medium">Also undo what was done</span>
              <span className="block text-ink-2 text-small">
                {listed(undone.map((name) => `“${name}”`))}{' '}
                {undone.length === 1
                  ? 'is undone, with tries and a log of its own.'
                  : 'are undone, the last first, each with its own tries and log.'}
              </span>
            </Checkbox>
            {undoes && rest.length > 0 ? (
              <p className="text-ink-2 text-small">
                {listed(rest.map((name) => `“${name}”`))} {rest.length === 1 ? 'has' : 'have'} no undo: if a person is
                to look, they are asked; otherwise {rest.length === 1 ? 'it stays' : 'they stay'} done.
              </p>
            ) : null}
          </>
        )}
        <InlineTrouble error={cancel.error} />
      </div>
    </Dialog>
  )
}
