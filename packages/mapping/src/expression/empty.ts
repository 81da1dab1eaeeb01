/** Null is as good as nothing, so that the functions that come after it are spared a value they refuse. */
export function given(value: unknown): unknown {
  return value === null ? undefined : value
}

/** Stands in for what is missing, null, blank text, or a list or group of nothing; zero and `false` are values. */
export function ifEmpty(value: unknown, other: unknown): unknown {
  return isEmpty(value) ? other : value
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' && Object.keys(value).length === 0
}
