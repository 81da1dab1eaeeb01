import { isSecretName, REDACTED } from '../runs/redact-names.ts'

/** Longer names are no names of secrets; longer texts need not be kept to be told from one. */
const MAX_NAME = 200

/**
 * Copies JSON text, piece by piece, and covers the values of fields that are named like secrets: what `redactNames` does to
 * a value, without ever holding the whole. Works on valid JSON in UTF-8.
 */
export async function* redactJsonStream(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8')
  const encoder = new TextEncoder()
  const redactor = createRedactor()
  for await (const piece of pieces) {
    const text = redactor(decoder.decode(piece, { stream: true }))
    if (text !== '') yield encoder.encode(text)
  }
  const rest = redactor(decoder.decode())
  if (rest !== '') yield encoder.encode(rest)
}

type Reading = {
  /** Inside a text; `escaped` after a backslash in it. */
  inText: boolean
  escaped: boolean
  /** The text that is being read, or was read last, without its quotes: the name, once a colon follows. */
  text: string
  /** After the colon of a secret's name: `due`, its value has not begun; `text` or `plain`, it is being left out. */
  covering: 'no' | 'due' | 'text' | 'plain'
}

function createRedactor(): (text: string) => string {
  const now: Reading = { inText: false, escaped: false, text: '', covering: 'no' }
  return (chunk) => {
    let out = ''
    for (const letter of chunk) out += step(now, letter)
    return out
  }
}

function step(now: Reading, letter: string): string {
  if (now.inText) return insideText(now, letter)
  if (now.covering === 'plain') {
    if (letter !== ',' && letter !== '}' && letter !== ']') return ''
    now.covering = 'no'
    return `"${REDACTED}"${letter}`
  }
  if (letter === '"') return beginText(now)
  if (now.covering === 'due') return beginCovered(now, letter)
  if (letter === ':' && isSecretName(now.text)) now.covering = 'due'
  return letter
}

function beginText(now: Reading): string {
  now.inText = true
  now.text = ''
  if (now.covering !== 'due') return '"'
  now.covering = 'text'
  return ''
}

function insideText(now: Reading, letter: string): string {
  const covered = now.covering === 'text'
  if (now.escaped) now.escaped = false
  else if (letter === '\\') now.escaped = true
  else if (letter === '"') {
    now.inText = false
    if (!covered) return '"'
    now.covering = 'no'
    now.text = ''
    return `"${REDACTED}"`
  }
  if (now.text.length < MAX_NAME) now.text += letter
  return covered ? '' : letter
}

/** What is no text: a number or a word is covered, null stays, and so do objects and lists. */
function beginCovered(now: Reading, letter: string): string {
  if (letter === ' ' || letter === '\n') return letter
  now.covering = letter === '{' || letter === '[' || letter === 'n' ? 'no' : 'plain'
  return now.covering === 'plain' ? '' : letter
}
