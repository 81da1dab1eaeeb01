/** What is told of a step in words: what was left out of its input first, then what came of it. */
export function notesTold(step: { inputNotes: string[] | null; notes: string[] | null }): string[] {
  return [...(step.inputNotes ?? []), ...(step.notes ?? [])]
}
