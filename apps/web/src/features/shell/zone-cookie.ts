export const ZONE_COOKIE = 'patchbay-zone'

/** The person's time zone as their browser told it before; UTC until it did, or when it is none. */
export function zoneOf(value: string | undefined): string {
  if (value === undefined) return 'UTC'
  try {
    const zone = decodeURIComponent(value)
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch {
    return 'UTC'
  }
}
