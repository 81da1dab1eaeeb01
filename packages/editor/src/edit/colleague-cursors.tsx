import { hueOf } from '@patchbay/ui/avatar'
import { cssVars } from '@patchbay/ui/css-vars'
import { ViewportPortal } from '@xyflow/react'
import type { Colleague } from '../contract.ts'

/** Arrow and name of everybody else on this canvas, each in their own hue, the same size at every zoom. */
export function ColleagueCursors({ colleagues }: { colleagues: readonly Colleague[] }) {
  return (
    <ViewportPortal>
      {colleagues.map(({ id, name, cursor }) =>
        cursor === null ? null : (
          <div
            key={id}
            aria-hidden="true"
            className="fc-cursor"
            style={{
              ...cssVars({ '--hue': hueOf(name) }),
              transform: `translate(${cursor.x}px, ${cursor.y}px) scale(calc(1 / var(--zoom)))`,
            }}
          >
            <svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">
              <path d="M1 1l11.5 6.2-5.3 1.3-2.6 5z" />
            </svg>
            <span>{name.split(' ')[0]}</span>
          </div>
        ),
      )}
    </ViewportPortal>
  )
}
