'use client'

import { countingWords, durationWords } from './duration-words.ts'
import { clockWords, exactTimeWords, relativeTimeWords } from './relative-time-words.ts'
import { useNow, useTimeZone } from './use-now.tsx'

export type Moment = string | number | Date

/** "2 min ago" up to an hour, then the clock, then the date; the exact time on hover. */
export function RelativeTime({ at, className }: { at: Moment; className?: string }) {
  const timeZone = useTimeZone()
  const now = useNow(15_000)
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={exactTimeWords(date, timeZone)} className={className}>
      {now === null ? clockWords(date, timeZone) : relativeTimeWords(date, now, timeZone)}
    </time>
  )
}

/** "12:02:07" */
export function ClockTime({ at, seconds = true, className }: { at: Moment; seconds?: boolean; className?: string }) {
  const timeZone = useTimeZone()
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={exactTimeWords(date, timeZone)} className={className}>
      {clockWords(date, timeZone, { seconds })}
    </time>
  )
}

/** How long from one moment to another; without `to` it counts on, and is not read out while it does. */
export function Elapsed({ from, to, className }: { from: Moment; to?: Moment | null; className?: string }) {
  const now = useNow(1000)
  const since = new Date(from).getTime()
  const settled = to !== undefined && to !== null
  const words = settled
    ? durationWords(new Date(to).getTime() - since)
    : now === null
      ? '–'
      : countingWords(now.getTime() - since)
  return (
    <span className={className} aria-live="off" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {words}
    </span>
  )
}

/** A length that is settled: "0.9 s". */
export function Duration({ ms, fine, className }: { ms: number | null; fine?: boolean; className?: string }) {
  return <span className={className}>{ms === null ? '–' : durationWords(ms, { fine })}</span>
}
