type Part = { from: number; to: number | null }

export type GanttSpanOf = {
  rows: readonly { bars: readonly Part[]; waits?: readonly Part[] }[]
  start: number
  end: number | null
  /** `null` until it is known. */
  clock: number | null
}

/** Where now stands, and how far is drawn. All in milliseconds since 1970. */
export function ganttSpan({ rows, start, end, clock }: GanttSpanOf): { now: number; until: number } {
  if (end !== null) return { now: end, until: end }
  const bars = rows.flatMap((row) => row.bars)
  const waits = rows.flatMap((row) => row.waits ?? [])
  // Of waits only the beginning is sure: the next try may be hours ahead.
  const now = Math.max(clock ?? start, lastOf(bars, start), ...waits.map(({ from }) => from))
  return { now, until: lastOf(waits, now) }
}

function lastOf(parts: readonly Part[], start: number): number {
  return Math.max(start, ...parts.map(({ from, to }) => to ?? from))
}
