/** `isMoving`: on its way to what was just chosen, which is not drawn yet; `step` or `note` is what had it before. */
type KeyFocus = { step: string | null; note: string | null; isMoving: boolean }

/** `from` is the step that a key goes out from, `steps` those it changes, `note` the note with the focus. */
export type ActedOn = { from: string | null; steps: readonly string[]; note: string | null }

/**
 * What a key acts on: what has the focus, with all that is chosen together with it. Until the focus has come to what
 * was just chosen that is the choice alone: Delete right after a copy was made must not take the original.
 */
export function actedOn({ step, note, isMoving }: KeyFocus, chosen: readonly string[]): ActedOn {
  const from = (isMoving ? null : step) ?? chosen[0] ?? null
  const steps = from === null || chosen.includes(from) ? chosen : [from]
  return { from, steps, note: isMoving ? null : note }
}
