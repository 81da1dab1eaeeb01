/** What may go wrong is an answer, not an exception; only bugs are thrown. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E }

export function succeed<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function refuse<E>(error: E): { ok: false; error: E } {
  return { ok: false, error }
}
