import { decodeHTML } from 'entities'

/** `&amp;amp;#64;` is an entity in HTML that has been escaped twice. */
const DEEPEST = 4
const ENTITY = /(?:&|\\u0026)(?:amp;?|#0*38;?|#x0*26;?)*(?:#\d+;?|#x[\da-f]+;?|[a-z][a-z\d]*;?)/gi

const mayHold = (text: string): boolean => text.includes('&') || text.includes('\\u0026')

/** A text with its entities of HTML as the letters that they stand for. */
export const readable = (text: string): string => (mayHold(text) ? text.replace(ENTITY, decode) : text)

/** A text in which `put` stands wherever what can be read in it matches; all else is as it was written. */
export function replaceReadable(text: string, pattern: RegExp, put: string): string {
  if (!mayHold(text)) return text.replace(pattern, put)
  const { read, from, to } = layOut(text)
  pattern.lastIndex = 0
  let replaced = ''
  let done = 0
  for (const found of read.matchAll(pattern)) {
    replaced += text.slice(done, from[found.index]) + put
    done = to[found.index + found[0].length - 1] ?? text.length
  }
  return replaced + text.slice(done)
}

/** What can be read, and for each of its signs from where to where it is written. */
function layOut(text: string): { read: string; from: number[]; to: number[] } {
  const [from, to]: [number[], number[]] = [[], []]
  let read = ''
  let at = 0
  const plain = (end: number) => {
    read += text.slice(at, end)
    for (; at < end; at += 1) {
      from.push(at)
      to.push(at + 1)
    }
  }
  for (const { 0: entity, index } of text.matchAll(ENTITY)) {
    plain(index)
    const letters = decode(entity)
    at = index + entity.length
    read += letters
    for (let each = 0; each < letters.length; each += 1) {
      from.push(index)
      to.push(at)
    }
  }
  plain(text.length)
  return { read, from, to }
}

function decode(entity: string): string {
  let letters = entity.replace('\\u0026', '&')
  for (let level = 0; level < DEEPEST; level += 1) letters = decodeHTML(letters)
  return letters
}
