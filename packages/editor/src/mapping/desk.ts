import type { Reference } from '@patchbay/flow/mapping'
import { useSyncExternalStore } from 'react'
import type { SourceNode } from './sources.ts'

export type Point = { x: number; y: number }

/** A value on its way from its jack to a field. `from` is where the cable begins, on the screen. */
export type Drag = {
  source: SourceNode
  words: string
  icon: string | null
  from: Point
  at: Point
  /** Key of the field under the pointer, whether it takes the value or not. */
  over: string | null
}

/** The chip that the picker was opened by: it opens at its value, and leaves the focus there. */
export type Opener = { element: HTMLElement; ref: Reference }

/** A place that values can be let go on. */
export type DropTarget = {
  element: HTMLElement
  fits: (source: SourceNode) => boolean
  drop: (source: SourceNode, at: Point) => void
}

/**
 * What the parts of the mapping panel share without knowing of each other: which field's picker is open, and the value
 * that is being dragged. There is one pointer and one picker, so there is one desk to a page.
 */
const targets = new Map<string, DropTarget>()
const listeners = new Set<() => void>()
let drag: Drag | null = null
let openKey: string | null = null
let opener: Opener | null = null
let asking: Opener | null = null

export function useDrag(): Drag | null {
  return useSyncExternalStore(subscribe, () => drag, nothing)
}

/** The value being dragged; it changes with the value and not with each move of the pointer. */
export function useDraggedSource(): SourceNode | null {
  return useSyncExternalStore(subscribe, () => drag?.source ?? null, nothing)
}

export function useIsDraggedOver(key: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => drag?.over === key,
    () => false,
  )
}

export function useIsPickerOpen(key: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => openKey === key,
    () => false,
  )
}

/** Opens the picker of one field and closes any other's. */
export function openPicker(key: string | null): void {
  openKey = key
  opener = key === null ? null : asking
  tell()
}

/** What `open` opens, a chip has asked for. */
export function openFrom(chip: Opener, open: () => void): void {
  asking = chip
  open()
  asking = null
}

export function useOpener(): Opener | null {
  return useSyncExternalStore(subscribe, () => opener, nothing)
}

/** Closes the picker; the focus goes back to the chip that opened it, or where `instead` puts it. */
export function leavePicker(key: string, instead: () => void): void {
  const chip = opener?.element
  closePicker(key)
  // A value that was exchanged may have a chip of its own.
  requestAnimationFrame(() => (chip?.isConnected === true ? chip.focus() : instead()))
}

export function closePicker(key: string): void {
  if (openKey === key) openPicker(null)
}

export function addDropTarget(key: string, target: DropTarget): () => void {
  targets.set(key, target)
  return () => {
    if (targets.get(key) === target) targets.delete(key)
  }
}

type DragStart = Pick<Drag, 'source' | 'words' | 'icon'> & {
  event: { clientX: number; clientY: number; pointerId: number }
  from: () => Point
  /** It was let go on a field that took it. */
  onDropped?: (key: string) => void
}

const THRESHOLD_PX = 4

/** Follows the pointer until it is let go; a press without a move is left to be a click. */
export function startDrag({ event, source, words, icon, from, onDropped }: DragStart): void {
  const start = { x: event.clientX, y: event.clientY }
  const finish = (dropped: boolean) => {
    for (const [name, handler] of handlers) window.removeEventListener(name, handler, true)
    const last = drag
    drag = null
    tell()
    const target = last?.over == null ? undefined : targets.get(last.over)
    if (!dropped || last?.over == null || target === undefined || !target.fits(source)) return
    target.drop(source, last.at)
    onDropped?.(last.over)
  }
  const move = (at: Point) => {
    if (drag === null && Math.hypot(at.x - start.x, at.y - start.y) < THRESHOLD_PX) return
    drag = { source, words, icon, from: drag?.from ?? from(), at, over: targetAt(at) }
    tell()
  }
  const handlers = new Map<string, (event: Event) => void>([
    ['pointermove', (moved) => moved instanceof PointerEvent && move({ x: moved.clientX, y: moved.clientY })],
    [
      'pointerup',
      () => {
        if (drag !== null) swallowClick()
        finish(true)
      },
    ],
    ['pointercancel', () => finish(false)],
    [
      'keydown',
      (pressed) => {
        if (!(pressed instanceof KeyboardEvent) || pressed.key !== 'Escape' || drag === null) return
        pressed.stopPropagation()
        pressed.preventDefault()
        finish(false)
      },
    ],
  ])
  for (const [name, handler] of handlers) window.addEventListener(name, handler, true)
}

/** The click that ends a drag is none. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  requestAnimationFrame(() => window.removeEventListener('click', swallow, true))
}

function targetAt({ x, y }: Point): string | null {
  const hit = document.elementFromPoint(x, y)
  for (const [key, { element }] of targets) if (hit !== null && element.contains(hit)) return key
  return null
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}

const nothing = () => null
