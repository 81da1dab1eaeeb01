import type { ReactNode } from 'react'

export type PointPopoverProps = {
  /** On the screen, in pixels from its top left; null: closed. */
  at: { x: number; y: number } | null
  onClose: () => void
  /** Its accessible name. */
  label: string
  /** What has the focus when it closes; by default what had it before. */
  returnTo?: () => HTMLElement | null
  children: ReactNode
  className?: string
}
