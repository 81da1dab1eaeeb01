import { createContext, type RefObject, useContext, useEffect, useRef } from 'react'

/** The dotted field that a problem, a search hit or a link leads to. */
export const FocusField = createContext<string | undefined>(undefined)

export function useFocusField(): string | undefined {
  return useContext(FocusField)
}

/** Puts the focus into the field once it is drawn: on its own control, or on the nearest field around it. */
export function useFocusOn(root: RefObject<HTMLElement | null>, stepId: string, field: string | undefined): void {
  const led = useRef<string | null>(null)
  useEffect(() => {
    const place = field === undefined ? null : `${stepId} ${field}`
    if (field === undefined || root.current === null || led.current === place) return
    const frame = frameOf(root.current, field)
    if (frame === null) return
    // Once only: who then turns the tabs must not be thrown back into the field.
    led.current = place
    firstControl(frame)?.focus()
    frame.scrollIntoView({ block: 'nearest' })
  })
}

/** The control itself, then the chip or button in its place, then any button. */
const CONTROLS = [
  'input:not([type="file"]):not([aria-hidden="true"]), textarea, [contenteditable="true"], [role="combobox"], [role="radio"]',
  '[data-field-body] button',
  'button',
]

/** What takes the focus in a frame; null where nothing does. */
export function firstControl(frame: HTMLElement): HTMLElement | null {
  for (const controls of CONTROLS) {
    const found = [...frame.querySelectorAll<HTMLElement>(controls)].find((control) => !control.matches(':disabled'))
    if (found !== undefined) return found
  }
  return null
}

function frameOf(root: HTMLElement, field: string): HTMLElement | null {
  for (let path = field; path !== ''; path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '') {
    const frame = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(path)}"]`)
    if (frame !== null) return frame
  }
  return null
}
