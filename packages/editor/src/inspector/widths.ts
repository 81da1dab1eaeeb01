import type { StepTab } from '../contract.ts'

export const MIN_WIDTH = 320
const DEFAULT_WIDTHS: Record<StepTab, number> = { setup: 404, test: 724, retry: 508, notes: 404 }
/** Where the panel lies over the canvas, it takes less of it. */
const NARROW_WIDTH = 360
const NARROW_SCREEN = 1280

export type Widths = Partial<Record<StepTab, number>>

/** How wide the panel is: as pulled, or as the tab is drawn; never so wide that nothing is left of the canvas. */
export function widthFor(tab: StepTab, widths: Widths, screenPx: number): number {
  const usual = screenPx < NARROW_SCREEN ? Math.min(NARROW_WIDTH, DEFAULT_WIDTHS[tab]) : DEFAULT_WIDTHS[tab]
  return clampWidth(widths[tab] ?? usual, screenPx)
}

export function maxWidth(screenPx: number): number {
  return Math.max(MIN_WIDTH, Math.min(960, Math.round(screenPx * 0.65)))
}

export function clampWidth(px: number, screenPx: number): number {
  return Math.round(Math.min(maxWidth(screenPx), Math.max(MIN_WIDTH, px)))
}

/** Reads what was remembered; anything else counts as nothing. */
export function readWidths(text: string | null): Widths {
  if (text === null) return {}
  try {
    const read: unknown = JSON.parse(text)
    const width = (tab: StepTab) => {
      const value: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, tab) : undefined
      return typeof value === 'number' && Number.isFinite(value) ? { [tab]: value } : {}
    }
    return { ...width('setup'), ...width('test'), ...width('retry'), ...width('notes') }
  } catch {
    // Somebody else wrote there; the widths are drawn anew.
    return {}
  }
}
