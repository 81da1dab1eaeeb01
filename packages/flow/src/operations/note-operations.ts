import { succeed } from '../result.ts'
import { defineOperation, refuseAs } from './define-operation.ts'

export const addNote = defineOperation<'addNote'>({
  structural: true,
  apply: (document, { note }) => succeed({ ...document, notes: [...document.notes, note] }),
})

/** Absent parts stay. */
export const editNote = defineOperation<'editNote'>({
  apply: (document, { noteId, ...changes }) => {
    const index = document.notes.findIndex((note) => note.id === noteId)
    const old = document.notes[index]
    if (old === undefined) return refuseUnknownNote()
    const { text = old.text, position = old.position, size = old.size } = changes
    return succeed({ ...document, notes: document.notes.with(index, { ...old, text, position, size }) })
  },
  undo: (before, { kind, noteId, ...changes }) => {
    const old = before.notes.find((note) => note.id === noteId)
    if (old === undefined) return null
    const { text, position, size } = old
    return {
      kind,
      noteId,
      ...(changes.text !== undefined && { text }),
      ...(changes.position && { position }),
      ...(changes.size && { size }),
    }
  },
})

export const removeNote = defineOperation<'removeNote'>({
  apply: (document, { noteId }) => {
    if (!document.notes.some((note) => note.id === noteId)) return refuseUnknownNote()
    return succeed({ ...document, notes: document.notes.filter((note) => note.id !== noteId) })
  },
})

function refuseUnknownNote() {
  return refuseAs('note_unknown', 'The note is gone, so it cannot be changed. Reload the flow.')
}
