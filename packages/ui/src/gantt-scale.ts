/** Ticks of a time axis: `at` in milliseconds from its start. */
export type Scale = { lengthMs: number; ticks: { atMs: number; text: string }[]; unit: string }

const secondMs = 1000
const steps = [
  50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
]

/** An axis at least `spanMs` long that ends on a tick, with four to eight ticks. */
export function ganttScale(spanMs: number): Scale {
  const span = Math.max(200, spanMs)
  const step = steps.find((each) => span / each <= 6.5) ?? Math.ceil(span / 6 / 86_400_000) * 86_400_000
  const count = Math.max(1, Math.ceil(span / step))
  const { divisor, unit, digits } = unitOf(step)
  const ticks = Array.from({ length: count + 1 }, (_, index) => ({
    atMs: index * step,
    text: ((index * step) / divisor).toFixed(digits).replace(/\.0+$/, ''),
  }))
  return { lengthMs: count * step, ticks, unit }
}

function unitOf(stepMs: number): { divisor: number; unit: string; digits: number } {
  if (stepMs < secondMs) return { divisor: secondMs, unit: 'seconds', digits: stepMs < 100 ? 2 : 1 }
  if (stepMs < 60_000) return { divisor: secondMs, unit: 'seconds', digits: 0 }
  if (stepMs < 3_600_000) return { divisor: 60_000, unit: 'minutes', digits: 0 }
  if (stepMs < 86_400_000) return { divisor: 3_600_000, unit: 'hours', digits: 0 }
  return { divisor: 86_400_000, unit: 'days', digits: 0 }
}
