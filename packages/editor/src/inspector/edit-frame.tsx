import type { FocusEvent, ReactNode } from 'react'

export type EditFrameProps = {
  /** The focus went out of the frame, not from one part of it to another. */
  onLeave: () => void
  /** Dotted as in a Problem. */
  field?: string
  className?: string
  children: ReactNode
}

/** Around controls that are kept together: leaving the frame keeps what was typed in it. */
export function EditFrame({ onLeave, field, className, children }: EditFrameProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it takes no input, it hears that the focus has left
    <div data-field={field} className={className} onBlur={(event) => (isLeft(event) ? onLeave() : undefined)}>
      {children}
    </div>
  )
}

function isLeft(event: FocusEvent<HTMLElement>): boolean {
  return !(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))
}
