'use client'

import { useState } from 'react'
import { latePart } from './late-part.ts'
import type { PointPopoverProps } from './point-popover-props.ts'

const popup = latePart(() => import('./point-popover-popup.tsx').then(({ PointPopoverPopup }) => PointPopoverPopup))

/** A popover that opens at a point, not at a button: where a cable was let go, at a jack. */
export function PointPopover(props: PointPopoverProps) {
  const [isWanted, setWanted] = useState(false)
  if (props.at !== null && !isWanted) setWanted(true)
  popup.useWhenIdle()
  const Popup = popup.use(isWanted)
  return Popup === null ? null : <Popup {...props} />
}
