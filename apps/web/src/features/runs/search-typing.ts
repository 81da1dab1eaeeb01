/**
 * What is typed into a search, and what the address knows of it. `known` is what it last said; `sent` is what it was
 * told since and has not said yet, oldest first.
 */
export type SearchTyping = { text: string; known: string; sent: readonly string[] }

export const startTyping = (known: string): SearchTyping => ({ text: known, known, sent: [] })

export const typed = (typing: SearchTyping, text: string): SearchTyping => ({ ...typing, text })

/** What the address is to be told; null when it has been. */
export function toSay({ text, known, sent }: SearchTyping): string | null {
  const words = text.trim()
  return words === (sent.at(-1) ?? known) ? null : words
}

export const said = (typing: SearchTyping, words: string): SearchTyping => ({
  ...typing,
  // Back to what the address says already: it will not say again what lay between.
  sent: words === typing.known ? [] : [...typing.sent, words],
})

/** What was typed comes back later than the next letter and must not take that away; anything else is shown. */
export function heard(typing: SearchTyping, known: string): SearchTyping {
  if (known === typing.known) return typing
  const at = typing.sent.lastIndexOf(known)
  return at < 0 ? startTyping(known) : { ...typing, known, sent: typing.sent.slice(at + 1) }
}
