const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** A span as people set it: 90 000 ms is "90 s", 172 800 000 ms "2 days". */
export function waitInWords(ms: number): string {
  const [name, unitMs] =
    UNITS.find(([, one]) => ms >= one && ms % one === 0) ?? (ms % 1000 === 0 ? UNITS[3] : ['ms', 1])
  const count = ms / unitMs
  return name === 'day' && count !== 1 ? `${count} days` : `${count} ${name}`
}
