export type DurationUnit = 'ms' | 's' | 'min' | 'h' | 'days'

const UNIT_MS: Record<DurationUnit, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, days: 86_400_000 }

/** A length as a number and a unit: the largest unit that says it in at most one decimal. */
export function splitDuration(
  ms: number,
  units: readonly DurationUnit[] = ['s', 'min', 'h', 'days'],
): { amount: number; unit: DurationUnit } {
  const fitting = units.filter((unit) => {
    const amount = ms / UNIT_MS[unit]
    return amount >= 1 && Number.isInteger(Math.round(amount * 1e6) / 1e5)
  })
  const unit = fitting.at(-1) ?? units[0] ?? 's'
  return { amount: Math.round((ms / UNIT_MS[unit]) * 1e6) / 1e6, unit }
}

export function joinDuration(amount: number, unit: DurationUnit): number {
  return Math.round(amount * UNIT_MS[unit])
}

/** A length as it is said, rounded to halves: "32 s", "8½ min", "1½ h", "2 days". */
export function roughWords(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 1) return `${Math.round(ms)} ms`
  if (seconds < 90) return `${halves(seconds, seconds < 10)} s`
  if (seconds < 5400) return `${halves(seconds / 60, seconds < 600)} min`
  const hours = seconds / 3600
  if (hours < 36) return `${halves(hours, hours < 10)} h`
  return `${halves(hours / 24, true)} days`
}

function halves(amount: number, fine: boolean): string {
  const rounded = fine ? Math.round(amount * 2) / 2 : Math.round(amount)
  const whole = Math.floor(rounded)
  if (rounded === whole) return String(whole)
  return whole === 0 ? '½' : `${whole}½`
}
