import { useLayoutEffect, useState } from 'react'
import type { StepTab } from '../contract.ts'
import { clampWidth, readWidths, type Widths, widthFor } from './widths.ts'

const KEY = 'patchbay.inspector.widths'

/** The panel's width on this tab, remembered on this device. `null` goes back to the width the tab is drawn at. */
export function usePanelWidth(tab: StepTab): {
  widthPx: number
  screenPx: number
  setWidth: (px: number | null) => void
} {
  const [widths, setWidths] = useState<Widths>({})
  const [screenPx, setScreenPx] = useState(1440)
  // Before it is painted: the panel must not jump to the width it had.
  useLayoutEffect(() => {
    const measure = () => setScreenPx(window.innerWidth)
    measure()
    setWidths(readWidths(recall()))
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  const setWidth = (px: number | null) => {
    const { [tab]: _old, ...rest } = widths
    const next = px === null ? rest : { ...rest, [tab]: clampWidth(px, screenPx) }
    setWidths(next)
    remember(JSON.stringify(next))
  }
  return { widthPx: widthFor(tab, widths, screenPx), screenPx, setWidth }
}

function recall(): string | null {
  try {
    return window.localStorage.getItem(KEY)
  } catch {
    // Storage can be switched off; the panel then starts at its usual width.
    return null
  }
}

function remember(text: string): void {
  try {
    window.localStorage.setItem(KEY, text)
  } catch {
    // Full or switched off: the width holds until the page is left.
  }
}
