import type { Problem } from '@patchbay/flow/problem'
import { CircleX, Undo2 } from 'lucide-react'

/** What a change of the way dropped; nothing where it dropped nothing. */
export function Dropped({ said }: { said: string | null }) {
  if (said === null) return null
  return (
    <p role="status" className="flex items-center gap-1.5 text-ink-2 text-small">
      <Undo2 size={13} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden="true" />
      {said} Undo brings it back.
    </p>
  )
}

/** Under a field: what is wrong with it, and what helps to fill it. */
export function FieldNotes({
  id,
  problem,
  help,
}: {
  id: string
  problem: Problem | undefined
  help: string | undefined
}) {
  return (
    <>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="flex items-start gap-1.5 text-bad text-small">
          <CircleX size={13} strokeWidth={1.75} className="mt-[2.5px] flex-none" aria-hidden="true" />
          <span>{problem.message}</span>
        </p>
      )}
      {help === undefined ? null : <p className="text-ink-3 text-small">{help}</p>}
    </>
  )
}
