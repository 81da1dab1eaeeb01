/** No editor takes longer to come; after that keys are the page's again. */
const longestMs = 1500

/**
 * Letters typed between picking a value and the moment the field's editor of words has the focus: kept, and put in after
 * the value. Keys that do something else end it.
 */
export function holdKeys(root: () => HTMLElement | null): void {
  let held = ''
  const began = performance.now()
  const stop = () => document.removeEventListener('keydown', onKey, true)
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'Backspace' && held !== '') held = held.slice(0, -1)
    else if (event.key.length === 1) held += event.key
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const look = () => {
    const { activeElement } = document
    const isThere = activeElement?.matches('[data-lexical-editor]') === true && root()?.contains(activeElement) === true
    if (!isThere && performance.now() - began < longestMs) {
      requestAnimationFrame(look)
      return
    }
    // The caret is set a frame after the focus.
    requestAnimationFrame(() => {
      stop()
      // Lexical has no other way in for text that is to stand where the caret is and be one thing to undo.
      if (isThere && held !== '') document.execCommand('insertText', false, held)
    })
  }
  document.addEventListener('keydown', onKey, true)
  requestAnimationFrame(look)
}
