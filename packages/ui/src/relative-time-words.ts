const minuteMs = 60_000
/** A page's clock is renewed every 15 s, and a server's may be seconds ahead of it: what just happened is not to come. */
const skewMs = 20_000
const locale = 'en-GB'

/**
 * "just now", "2 min ago" up to an hour, then the clock of today ("14:05"), then the date ("18 Nov", "18 Nov 2025").
 * What is to come reads "in 2 min". Days begin where `timeZone` says.
 */
export function relativeTimeWords(at: Date, now: Date, timeZone: string): string {
  const agoMs = now.getTime() - at.getTime()
  if (Math.abs(agoMs) < minuteMs) return agoMs >= -skewMs ? 'just now' : 'in a moment'
  if (Math.abs(agoMs) < 60 * minuteMs) {
    // What is to come in an hour less a moment comes in an hour.
    if (agoMs < 0) return `in ${Math.round(-agoMs / minuteMs)} min`
    return `${Math.floor(agoMs / minuteMs)} min ago`
  }
  if (dayOf(at, timeZone) === dayOf(now, timeZone)) return clockWords(at, timeZone)
  return dateWords(at, now, timeZone)
}

/** "14:05" or "14:05:09". */
export function clockWords(at: Date, timeZone: string, { seconds = false } = {}): string {
  return format(at, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  })
}

/** "18 Nov", with the year when it is another one. */
export function dateWords(at: Date, now: Date, timeZone: string): string {
  const year = (date: Date) => format(date, { timeZone, year: 'numeric' })
  const short = format(at, { timeZone, day: 'numeric', month: 'short' })
  return year(at) === year(now) ? short : `${short} ${year(at)}`
}

/** "18 Nov 2026, 14:05:09 CET" */
export function exactTimeWords(at: Date, timeZone: string): string {
  const date = format(at, { timeZone, day: 'numeric', month: 'short', year: 'numeric' })
  const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')
  return `${date}, ${clockWords(at, timeZone, { seconds: true })} ${zone?.value ?? timeZone}`
}

const dayOf = (at: Date, timeZone: string) =>
  format(at, { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })

function format(at: Date, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options)
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formatters.set(key, formatter)
  return formatter.format(at).replace('Sept', 'Sep')
}

/** Making one costs 50 times as much as using it, and a table uses hundreds. */
const formatters = new Map<string, Intl.DateTimeFormat>()
