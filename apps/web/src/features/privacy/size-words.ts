const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']
const STEP = 1024

/** "214 MB", "1.8 GB": as much of it as says something. */
export function sizeWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit += 1
  }
  const shown = value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)
  return `${shown.toLocaleString('en-GB')} ${UNITS[unit]}`
}
