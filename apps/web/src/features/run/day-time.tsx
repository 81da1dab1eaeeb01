'use client'

import { clockWords, dateWords, exactTimeWords } from '@patchbay/ui/relative-time-words'
import { useNow, useTimeZone } from '@patchbay/ui/use-now'

/** "14:05" today, "23 Nov, 14:05" on any other day: for what a run waits until. */
export function DayTime({ at }: { at: Date }) {
  const timeZone = useTimeZone()
  const now = useNow(60_000)
  return (
    <time dateTime={at.toISOString()} title={exactTimeWords(at, timeZone)}>
      {dayTimeWords(at, now ?? at, timeZone)}
    </time>
  )
}

export function dayTimeWords(at: Date, now: Date, timeZone: string): string {
  const day = dateWords(at, now, timeZone)
  const clock = clockWords(at, timeZone)
  return day === dateWords(now, now, timeZone) ? clock : `${day}, ${clock}`
}
