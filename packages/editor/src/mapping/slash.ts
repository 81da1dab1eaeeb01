import type { TemplatePart } from '@patchbay/flow/mapping'

type Key = { key: string; ctrlKey: boolean; metaKey: boolean }

/** What was typed around the place where a value is asked for; `typed` is put in after all when none is picked. */
export type SlashAsk = { before: string; typed: string; after: string }

/** `/` and `{` ask for a value of an earlier step. */
export function asksForValue({ key, ctrlKey, metaKey }: Key): boolean {
  return !ctrlKey && !metaKey && (key === '/' || key === '{')
}

/** The same in a plain field; a slash only where a word begins: addresses and dates have slashes too. */
export function slashAsk(event: Key, { value, start, end }: { value: string; start: number; end: number }) {
  const before = value.slice(0, start)
  if (!asksForValue(event) || (event.key === '/' && before !== '' && !/\s$/.test(before))) return null
  return { before, typed: event.key, after: value.slice(end) } satisfies SlashAsk
}

/** Words, the value where it was asked for, words. */
export function partsAround(ask: SlashAsk, part: TemplatePart): TemplatePart[] {
  const said = (text: string): TemplatePart[] => (text === '' ? [] : [{ text }])
  return [...said(ask.before), part, ...said(ask.after)]
}
