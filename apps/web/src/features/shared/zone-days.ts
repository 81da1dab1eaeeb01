/** Days as people say them, `2026-11-21`, in a time zone. */

const DAY = /^(?:19|20)\d{2}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000

/** The day that it is at a moment. */
export function dayOf(at: Date, timeZone: string): string {
  const { year, month, day } = partsOf(at, timeZone)
  return `${year}-${month}-${day}`
}

/** Midnight at which a day begins; null for what is no day. */
export function startOfDay(day: string, timeZone: string): Date | null {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  if (!DAY.test(day) || Number.isNaN(asUtc)) return null
  // The distance to UTC may change on that very day: what holds at the guess is looked up there.
  const guess = asUtc - aheadOf(asUtc, timeZone)
  return new Date(asUtc - aheadOf(guess, timeZone))
}

/** A number of days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function aheadOf(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(new Date(atMs), timeZone)
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(atMs / 1000) * 1000
}

function partsOf(at: Date, timeZone: string) {
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => made.find((each) => each.type === type)?.value ?? '00'
  return {
    year: part('year').padStart(4, '0'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}
