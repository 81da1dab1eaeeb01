import { IconButton } from '@patchbay/ui/icon-button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Say } from './use-edit-actions.ts'

export type Said = { problem: string | null; done: string; dismiss: () => void }

/** What the canvas tells: what was done to those who hear it, what could not be done to all. */
export function useSay(): { say: Say; said: Said } {
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState('')
  const say = useMemo(
    () => ({
      problem: (message: string) => setProblem(message),
      done: (words: string) => {
        setProblem(null)
        setDone(words)
      },
    }),
    [],
  )
  return { say, said: { problem, done, dismiss: () => setProblem(null) } }
}

export function CanvasSay({ said }: { said: Said }) {
  return (
    <>
      <div role="status" className="sr-only">
        {said.done}
      </div>
      <div role="alert" className="fc-say">
        {said.problem === null ? null : (
          <p className="m-0 flex items-center gap-2 rounded-2 border border-line-2 bg-surface py-1 pr-1 pl-3 shadow-2">
            <StateGlyph state="attention" />
            <span className="text-ui">{said.problem}</span>
            <IconButton
              size="sm"
              label="Close"
              icon={<X size={14} strokeWidth={1.75} aria-hidden="true" />}
              onClick={said.dismiss}
            />
          </p>
        )}
      </div>
    </>
  )
}
