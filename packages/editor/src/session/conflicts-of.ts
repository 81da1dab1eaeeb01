import type { Contested } from './contested-fields.ts'
import type { HeldRemoval } from './leave-contested.ts'
import type { FieldConflict, Person, RemoteChange } from './session-types.ts'

const someone: Person = { id: '', name: 'Somebody' }

/** What a person has to choose: one for each field, and one for each removal. `changes`: others', as far as known. */
export function conflictsOf(
  contested: Contested,
  held: readonly HeldRemoval[],
  changes: readonly RemoteChange[],
): FieldConflict[] {
  const authorOf = authors(changes)
  const at = changes.at(-1)?.at ?? new Date()
  const removals = new Map(held.map(({ operation, keys }) => [keys[0], { operation, keys }]))
  return [...contested].flatMap(([key, { mine, theirs: value, isTakenBack }]): FieldConflict[] => {
    const { part, partId, field } = mine
    const removal = removals.get(key)
    if (isTakenBack || (field === '' && removal === undefined)) return []
    const also = (removal?.keys ?? []).slice(1).flatMap((other) => contested.get(other)?.mine.partId ?? [])
    const told = { mine: mine.value, theirs: value, author: authorOf(key), at }
    return [{ id: key, part, partId, alsoIds: also, field, ...told, held: removal?.operation ?? null }]
  })
}

/** Who changed a field last; for a field that several changes touch at once, the last of all. */
function authors(changes: readonly RemoteChange[]): (key: string) => Person {
  const last = changes.at(-1)?.author ?? someone
  return (key) => {
    const [, partId = '', field = ''] = key.split(' ')
    const name = field.split('.').at(-1) ?? ''
    const found = changes.findLast(({ operation }) => {
      const text = JSON.stringify(operation)
      return text.includes(JSON.stringify(partId)) && (name === '' || text.includes(name))
    })
    return found?.author ?? last
  }
}
