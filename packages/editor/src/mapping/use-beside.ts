'use client'

import { type CSSProperties, type RefObject, useLayoutEffect, useState } from 'react'

const WIDTH_PX = 372
const GAP_PX = 12

/** Stands left of the panel that the anchor is in, as high as there is room; gives the focus to its first control. */
export function useBeside(anchor: HTMLElement, first: RefObject<HTMLElement | null>): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({ visibility: 'hidden', top: 0, left: 0 })
  useLayoutEffect(() => {
    const update = () => setPlace(placeBeside(anchor))
    update()
    window.addEventListener('resize', update)
    return () => window.removeEventListener('resize', update)
  }, [anchor])
  useLayoutEffect(() => {
    if (place.visibility === undefined) first.current?.focus({ preventScroll: true })
  }, [place.visibility, first])
  return place
}

function placeBeside(anchor: HTMLElement): CSSProperties {
  if (anchor.matches('[data-picker-inside]')) return placeInside(anchor.getBoundingClientRect())
  const panel = anchor.closest('[data-picker-beside], aside') ?? anchor
  const box = panel.getBoundingClientRect()
  const field = anchor.getBoundingClientRect()
  const top = Math.max(GAP_PX, Math.min(box.top + GAP_PX, window.innerHeight - 480))
  const maxHeight = window.innerHeight - top - GAP_PX
  const left = box.left - WIDTH_PX - GAP_PX
  if (left >= 8) return { left, top, maxHeight }
  // No room beside it (a narrow window): it stands under its field, over what comes after.
  const below = Math.min(field.bottom + 4, window.innerHeight - 320)
  return { left: 8, top: Math.max(8, below), maxHeight: window.innerHeight - Math.max(8, below) - 8 }
}

/** A sheet is wide enough to hold it: below its head, over the left column. */
function placeInside(box: DOMRect): CSSProperties {
  const top = box.top + 112
  return { left: box.left + 20, top, maxHeight: window.innerHeight - top - GAP_PX }
}
