import { createContext, use } from 'react'
import type { AddTarget } from '../contract.ts'

export type ScreenPoint = { x: number; y: number }
export type NoteChange = { text?: string; position?: ScreenPoint; size?: { width: number; height: number } }

/** What parts of the canvas ask of it. Stable: it never makes a node draw itself again. */
export type EditCommands = {
  /** Opens the list of steps there. */
  ask: (target: AddTarget, at: ScreenPoint) => void
  removeCable: (edgeId: string) => void
  changeNote: (noteId: string, change: NoteChange) => void
}

/** Null where a flow is only looked at. */
export const EditCommandsContext = createContext<EditCommands | null>(null)

export const useEditCommands = (): EditCommands | null => use(EditCommandsContext)
