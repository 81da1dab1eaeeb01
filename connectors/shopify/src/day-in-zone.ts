const DAY_MS = 86_400_000

/** The instant at which a day begins in a time zone: of the day that `at` falls on, or so many days before. */
export function startOfDay(at: Date, zone: string, daysBefore: number): Date {
  // Noon of that day in the zone, so that a day of 23 or 25 hours does not lead to a neighbour.
  const noon = new Date(Math.floor(localMs(at, zone) / DAY_MS) * DAY_MS - daysBefore * DAY_MS + DAY_MS / 2)
  const midnight = noon.getTime() - DAY_MS / 2
  const offset = (instant: number) => localMs(new Date(instant), zone) - instant
  const guess = midnight - offset(noon.getTime())
  return new Date(midnight - offset(guess))
}

/** What a clock on the wall shows there, as milliseconds since 1970 of a clock in UTC. */
function localMs(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}
