'use client'

import { ChangeWords, KindPill } from './change-words.tsx'

export type ComparedChange = {
  stepId: string | null
  stepName: string
  kind: 'new' | 'changed' | 'gone'
  now: string
  before: string | null
}

export type ComparedChangesProps = { changes: readonly ComparedChange[]; selectedId: string | null }

/** Beside a comparison: each change with what it was before; of the chosen step alone while one is chosen. */
export function ComparedChanges({ changes, selectedId }: ComparedChangesProps) {
  const own = changes.filter(({ stepId }) => stepId === selectedId)
  const shown = selectedId === null ? changes : own
  return (
    <section
      aria-label="What changed"
      // What scrolls has to be reached by keys.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region
      tabIndex={0}
      className="absolute top-3 right-3 z-10 max-h-[60%] w-80 max-w-[45%] overflow-y-auto rounded-3 border border-line-2 bg-surface text-ui shadow-2"
    >
      {shown.length === 0 ? (
        <p className="px-4 py-3 text-ink-2">
          {selectedId === null ? 'The draft is the same as this version.' : 'This step is the same in both.'}
        </p>
      ) : (
        <ul>
          {shown.map(({ stepId, stepName, kind, now, before }) => (
            <li key={`${stepId} ${kind} ${now}`} className="border-line border-b px-4 py-2 last:border-b-0">
              <p className="flex items-center gap-2">
                <b className="min-w-0 flex-1 truncate font-semibold">{stepName}</b>
                <KindPill kind={kind} />
              </p>
              <ChangeWords now={now} before={before} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
