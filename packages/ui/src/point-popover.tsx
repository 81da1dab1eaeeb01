'use client'

import { type ReactNode, useState } from 'react'
import { latePart } from './late-part.ts'

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

const popup = latePart(() => import('./point-popover-popup.tsx').then(({ PointPopoverPopup }) => PointPopoverPopup))

/** A popover that opens at a point, not at a button: where a cable was let go, at a jack. */
export function PointPopover(props: PointPopoverProps) {
  const [isWanted, setWanted] = useState(false)
  if (props.at !== null && !isWanted) setWanted(true)
  popup.useWhenIdle()
  const Popup = popup.use(isWanted)
  return Popup === null ? null : <Popup {...props} />
}
