import { type KeyboardEvent, type RefObject, useEffect, useSyncExternalStore } from 'react'
import { firstControl } from './focus-field.ts'

/** The canvas and the settings know nothing of each other: a step opened by a key leaves its wish to be entered here. */
let wanted: string | null = null
let asks = 0
const listeners = new Set<() => void>()

/** The settings of the step take the focus, at once or as soon as they are there. */
export function askForSettings(stepId: string): void {
  wanted = stepId
  asks += 1
  for (const tell of listeners) tell()
}

/** Goes into the first field of the open tab when a key on the canvas asked for it. */
export function useEnterSettings(root: RefObject<HTMLElement | null>, stepId: string, isReady: boolean): void {
  const ask = useSyncExternalStore(
    subscribe,
    () => asks,
    () => 0,
  )
  useEffect(() => {
    if (wanted !== stepId || !isReady || root.current === null) return
    wanted = null
    // Whoever has gone on meanwhile keeps the focus.
    if (isOnCanvas(document.activeElement)) enter(root.current)
  }, [ask, stepId, isReady, root])
}

/** Esc steps back out onto the canvas, unless something inside is open that it closes first. */
export function leaveSettings(event: KeyboardEvent<HTMLElement>, stepId: string): void {
  const { target, currentTarget } = event
  if (event.key !== 'Escape' || event.defaultPrevented || !(target instanceof HTMLElement)) return
  // Lists, menus and pickers are drawn elsewhere on the page; their keys come through here all the same.
  if (!currentTarget.contains(target) || target.getAttribute('aria-expanded') === 'true') return
  const step = document.querySelector<HTMLElement>(`.fc-canvas [data-step="${CSS.escape(stepId)}"]`)
  if (step === null) return
  event.preventDefault()
  event.stopPropagation()
  step.focus({ preventScroll: true })
}

function enter(root: HTMLElement): void {
  const panel = root.querySelector<HTMLElement>('[role="tabpanel"]:not([hidden])')
  const fields = [...(panel?.querySelectorAll<HTMLElement>('[data-field]') ?? [])]
  const controls = [...fields, ...(panel === null ? [] : [panel])].map(firstControl)
  const first = controls.find((control) => control !== null) ?? root.querySelector<HTMLElement>('[role="tab"]')
  first?.focus()
}

function isOnCanvas(element: Element | null): boolean {
  return element === null || element === document.body || element.closest('.fc-canvas') !== null
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
