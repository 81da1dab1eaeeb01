import type { Validation } from './validation.ts'

export const MAX_SPAN_MS = 366 * 86_400_000

/** Both ends belong to it. `unit` follows the numbers: " ms". */
type Range = { least: number; most: number; unit?: string; code?: string }

/** That a number a person sets is whole and in its range; `label` begins the sentence: "The number of passes". */
export function checkRange(
  { error }: Validation,
  { field, label, value }: { field: string; label: string; value: number | undefined },
  { least, most, unit = '', code = 'number_range' }: Range,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  error(code, field, `${label} must be a whole number from ${least} to ${most}${unit}; it is ${value}. Change it.`)
}

/** The same for a span of time, up to a year. */
export function checkSpan(
  validation: Validation,
  at: { field: string; label: string; value: number | undefined },
  { least = 1000, most = MAX_SPAN_MS }: { least?: number; most?: number } = {},
): void {
  checkRange(validation, at, { least, most, unit: ' ms', code: 'span_range' })
}
