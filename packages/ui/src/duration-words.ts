/** Shorter than this would round to "0.0 s". */
const TINY_MS = 50

/**
 * How long, in words: "20 ms", "0.9 s", "12.4 s", "1:17" (minutes and seconds), "2 h 5 min", "3 d 4 h".
 * @param ms milliseconds; below zero counts as zero
 * @param fine below a second in "180 ms"
 */
export function durationWords(ms: number, { fine = false } = {}): string {
  const length = Math.max(0, ms)
  if (length < (fine ? 1000 : TINY_MS)) return `${Math.round(length)} ms`
  if (length < 59_950) return `${(length / 1000).toFixed(1)} s`
  const seconds = Math.round(length / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** A length that still grows: whole seconds, so that its width hardly changes. "0:50", "1:05:10". */
export function countingWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** A wait as a person would say it: "8 s", "1 min 30 s", "2 h". */
export function waitWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  return durationWords(ms)
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}
