import type { ReactNode } from 'react'

export type SectionProps = { title: string; note?: ReactNode; children: ReactNode }

/** A part of a form under its own words. */
export function Section({ title, note, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-line border-t pt-2.5 pb-2.75 first:border-t-0">
      <div className="mb-1 flex items-baseline gap-2">
        <h3 className="flex-none font-semibold text-ui">{title}</h3>
        {note === undefined ? null : <span className="min-w-0 truncate text-ink-3 text-small">{note}</span>}
      </div>
      {children}
    </section>
  )
}
