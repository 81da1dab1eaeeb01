/** No editor takes longer to come; after that keys are the page's again. */
const longestMs = 1500

type Held = { fieldId: string; words: string; began: number; stop: () => void }
let held: Held | null = null

/**
 * A value was picked in a field that becomes one of words with values: letters typed before its editor has the focus are
 * kept for it. Keys that do something else go on as ever.
 */
export function holdKeys(fieldId: string): void {
  held?.stop()
  const mine: Held = { fieldId, words: '', began: performance.now(), stop: () => {} }
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (performance.now() - mine.began > longestMs) return mine.stop()
    if (event.key === 'Backspace' && mine.words !== '') mine.words = mine.words.slice(0, -1)
    else if (event.key.length === 1) mine.words += event.key
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  mine.stop = () => {
    document.removeEventListener('keydown', onKey, true)
    if (held === mine) held = null
  }
  document.addEventListener('keydown', onKey, true)
  held = mine
}

/** Gives what was typed meanwhile to the field's editor, once it has the focus. */
export function releaseKeys(fieldId: string, append: (words: string) => void): void {
  const mine = held
  if (mine === null || mine.fieldId !== fieldId) return
  const look = () => {
    if (held !== mine) return
    const isThere = document.activeElement?.matches('[contenteditable="true"]') === true
    if (!isThere && performance.now() - mine.began < longestMs) {
      requestAnimationFrame(look)
      return
    }
    const { words } = mine
    mine.stop()
    if (isThere && words !== '') append(words)
  }
  requestAnimationFrame(look)
}
