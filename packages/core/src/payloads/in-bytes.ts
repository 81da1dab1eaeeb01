const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** "31.4 MB": of 1,024 each, as files are counted. */
export function inBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit]}`
}
