import type { DraftState } from './draft-state.ts'
import type { DraftView, SaveState } from './session-types.ts'

export function viewOf(state: DraftState, save: SaveState): DraftView {
  return {
    document: state.document,
    revision: state.revision,
    save,
    canUndo: state.undo.length > 0,
    canRedo: state.redo.length > 0,
    unsaved: state.sent.length + state.waiting.length,
    conflicts: state.conflicts,
    lost: state.lost,
  }
}
