const PREFERRED = ['EUR', 'GBP', 'USD', 'SEK', 'NOK', 'DKK', 'CHF', 'PLN', 'CAD', 'AUD']

/** Every time zone this browser knows, and the one that is set. */
export function zoneChoices(set: string): { value: string; label: string }[] {
  const all = new Set([set, 'UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...all].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}

/** Currencies by name, the common ones first. */
export function currencyChoices(set: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  const rest = Intl.supportedValuesOf('currency').filter((code) => !PREFERRED.includes(code))
  const all = new Set([...PREFERRED, set, ...rest])
  return [...all].map((code) => ({ value: code, label: `${code}, ${names.of(code) ?? code}` }))
}
