import { isTyping } from '@patchbay/ui/search-input'
import { useReactFlow } from '@xyflow/react'
import type { RefObject } from 'react'
import { nextStep } from '../canvas-keys.ts'
import type { CanvasModel } from '../canvas-model.ts'
import { motionMs } from '../canvas-tools.tsx'
import { hasMap, wholeView } from '../opening-view.ts'
import { sizeOf } from '../use-canvas-view.ts'
import { type ActedOn, actedOn } from './acted-on.ts'
import type { EditActions } from './use-edit-actions.ts'
import type { Wiring } from './use-wiring.ts'

/** React's, or the page's own. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'altKey' | 'metaKey' | 'ctrlKey' | 'target' | 'preventDefault' | 'stopPropagation'
>

export type KeyParts = {
  model: CanvasModel
  frame: RefObject<HTMLDivElement | null>
  mayEdit: boolean
  actions: EditActions
  wiring: Wiring
  selection: { steps: readonly string[]; notes: readonly string[]; edge: string | null }
  /** The focus is on its way to what was just chosen. */
  isMoving: () => boolean
  /** Moves the focus, and with it the choice. */
  onGo: (id: string, extend: boolean) => void
  onOpen: (id: string) => void
  onSelectAll: () => void
  onClear: () => void
  onAsk: (id: string | null) => void
  onRemoved: (ids: readonly string[]) => void
  onMade: (ids: readonly string[]) => void
  onUndo: (() => void) | undefined
  onRedo: (() => void) | undefined
}

const arrows: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** The canvas' keys. What is no key of its own goes on to the page. */
export function useEditKeys(parts: KeyParts): (event: KeyPress) => void {
  const view = useViewKeys(parts)
  return (event) => {
    if (isTyping(event.target)) return
    const focus = { step: focused(event.target), note: focusedNote(event.target), isMoving: parts.isMoving() }
    const on = actedOn(focus, parts.selection.steps)
    const isDone = parts.wiring.onKey(event) || withModifier(event, on, parts) || plain(event, on, parts) || view(event)
    if (!isDone) return
    event.preventDefault()
    event.stopPropagation()
  }
}

function withModifier(event: KeyPress, on: ActedOn, parts: KeyParts): boolean {
  const step = arrows[event.key]
  if (event.altKey && step !== undefined && parts.mayEdit) return nudged(event, on, parts)
  if (!(event.metaKey || event.ctrlKey) || event.altKey) return false
  const key = event.key.toLowerCase()
  if (key === 'z') return called(event.shiftKey ? parts.onRedo : parts.onUndo)
  if (key === 'y') return called(parts.onRedo)
  if (key === 'a') return called(parts.onSelectAll)
  if (key === 'd' && parts.mayEdit) {
    parts.onMade(parts.actions.duplicate(on.steps))
    return true
  }
  return false
}

function plain(event: KeyPress, on: ActedOn, parts: KeyParts): boolean {
  if (event.key === 'F10' && event.shiftKey) return openMenu(event.target)
  if (event.altKey || event.ctrlKey || event.metaKey) return false
  const { key } = event
  const { from } = on
  const { steps, notes, edge } = parts.selection
  if (key === 'Escape') return steps.length + notes.length > 0 || edge !== null ? called(parts.onClear) : false
  if ((key === 'Delete' || key === 'Backspace') && parts.mayEdit) return removed(on, parts)
  if ((key === 'a' || key === 'A') && parts.mayEdit) return called(() => parts.onAsk(from))
  if ((key === 'l' || key === 'L') && parts.mayEdit) return called(parts.actions.tidy)
  if ((key === 'c' || key === 'C') && parts.mayEdit && from !== null) return called(() => parts.wiring.begin(from))
  if (from === null) return false
  if ((key === 'Enter' || key === ' ') && focused(event.target) !== null) return called(() => parts.onOpen(from))
  const next = nextStep(parts.model.walk, from, key)
  if (next !== null) return called(() => parts.onGo(next, event.shiftKey))
  return arrows[key] !== undefined
}

function nudged(event: KeyPress, on: ActedOn, parts: KeyParts): boolean {
  const step = arrows[event.key]
  if (step === undefined) return false
  const far = event.shiftKey ? 100 : 20
  const by = { x: step.x * far, y: step.y * far }
  if (on.note !== null && event.target instanceof HTMLElement) return moveNote(event.target, by, parts.actions)
  parts.actions.nudge(on.steps, by)
  return true
}

function moveNote(element: HTMLElement, by: { x: number; y: number }, actions: EditActions): boolean {
  const noteId = element.dataset['note']
  const x = Number(element.dataset['x'])
  const y = Number(element.dataset['y'])
  if (noteId === undefined || Number.isNaN(x) || Number.isNaN(y)) return false
  return actions.changeNote(noteId, { position: { x: x + by.x, y: y + by.y } })
}

function removed(on: ActedOn, parts: KeyParts): boolean {
  const { selection, actions } = parts
  if (selection.edge !== null) return actions.disconnect(selection.edge)
  const notes = on.note === null || selection.notes.includes(on.note) ? selection.notes : [on.note]
  const steps = on.note === null ? on.steps : selection.steps
  if (steps.length === 0 && notes.length === 0) return false
  if (actions.remove({ steps, notes })) parts.onRemoved(steps)
  return true
}

function useViewKeys({ model, frame }: Pick<KeyParts, 'model' | 'frame'>) {
  const flow = useReactFlow()
  const durationMs = () => ({ duration: motionMs() })
  const views: Record<string, () => void> = {
    '1': () => void flow.setViewport(wholeView(model, sizeOf(frame.current, true), hasMap(model)), durationMs()),
    '0': () => void flow.zoomTo(1, durationMs()),
    '+': () => void flow.zoomIn(durationMs()),
    '=': () => void flow.zoomIn(durationMs()),
    '-': () => void flow.zoomOut(durationMs()),
  }
  return (event: KeyPress): boolean => {
    const view = views[event.key]
    if (view === undefined || event.altKey || event.ctrlKey || event.metaKey) return false
    view()
    return true
  }
}

/** As the menu key does, which not every keyboard has. */
function openMenu(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const box = target.getBoundingClientRect()
  const at = { clientX: box.x + box.width / 2, clientY: box.y + Math.min(box.height / 2, 40) }
  target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, ...at }))
  return true
}

function called(action: (() => unknown) | undefined): boolean {
  if (action === undefined) return false
  action()
  return true
}

export function focused(target: EventTarget | null): string | null {
  return target instanceof HTMLElement ? (target.dataset['step'] ?? null) : null
}

function focusedNote(target: EventTarget | null): string | null {
  return target instanceof HTMLElement ? (target.dataset['note'] ?? null) : null
}
