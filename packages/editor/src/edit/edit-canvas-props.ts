import type { AddTarget, Colleague, DiffMarks, Place } from '../contract.ts'
import type { ScreenPoint } from './edit-commands.tsx'

export type EditCanvasProps = {
  /** Step ids; the one chosen last has the focus. */
  selection: readonly string[]
  onSelection: (ids: string[]) => void
  /** A step is to be opened: a click, Enter, or it has just been added. */
  onOpen: (place: Place) => void
  colleagues?: readonly Colleague[]
  /** Where the pointer is, on the canvas; at most once a frame. Null when it has left. */
  onPointer?: (at: { x: number; y: number } | null) => void
  /** Steps not tested since their last change. */
  untested?: ReadonlySet<string>
  diff?: DiffMarks
  onUndo?: () => void
  onRedo?: () => void
  /** A step is wanted somewhere. Without it the canvas opens its own list there. `at`: on the screen. */
  onAsk?: (where: AddTarget, at: ScreenPoint) => void
  /** "Order journey, draft" */
  label?: string
  className?: string
}
