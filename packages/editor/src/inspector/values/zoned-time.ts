/** An instant as the clock on a wall in `timeZone` shows it, in the form that a date-and-time input takes: "2026-11-21T08:00". */
export function toWallTime(iso: string, timeZone: string): string | null {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return null
  const part = partsIn(at, timeZone)
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The instant at which that clock shows `wall`, as ISO in UTC. Of an hour that comes twice the first; in an hour that is
 * skipped, as far after the change.
 */
export function fromWallTime(wall: string, timeZone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return null
  // The offset before and after any change nearby; the earlier instant of those that fit is the first of two.
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetMs(near, timeZone))
  const fitting = candidates.filter((at) => toWallTime(new Date(at).toISOString(), timeZone) === wall.slice(0, 16))
  return new Date(Math.min(...(fitting.length > 0 ? fitting : [Math.max(...candidates)]))).toISOString()
}

const DAY_MS = 86_400_000

function offsetMs(at: number, timeZone: string): number {
  const whole = at - (at % 60_000)
  const wall = toWallTime(new Date(whole).toISOString(), timeZone)
  return wall === null ? 0 : Date.parse(`${wall}Z`) - whole
}

function partsIn(at: Date, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  return (type) => parts.find((part) => part.type === type)?.value ?? ''
}
