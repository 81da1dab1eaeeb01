import type { ReactNode } from 'react'

/** The head of one half of the Test tab. */
export function PanelHead({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-2 px-4 py-1.5">
      <h3 className="font-semibold text-ui">{title}</h3>
      {note === undefined ? null : <span className="min-w-0 text-ink-3 text-small">{note}</span>}
      <span className="flex-1" />
      {children}
    </div>
  )
}
