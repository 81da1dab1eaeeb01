import type { MappingWarning } from '@patchbay/mapping/errors'

const MOST = 20

/** What mappings left out or left empty, in words for whoever looks at the step; of a long list the first ones. */
export function notesOf(warnings: readonly MappingWarning[]): string[] {
  const notes = warnings.slice(0, MOST).map(({ message }) => message)
  const more = warnings.length - notes.length
  return more > 0 ? [...notes, `And ${more} more like these.`] : notes
}
