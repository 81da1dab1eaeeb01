/**
 * A regular expression, in what JavaScript and PostgreSQL have in common, of a text in every spelling: signs may be escaped
 * as JSON does (`\/`, `\u002b`), also within a text of JSON that is JSON again, or as addresses do (`%2B`). Bytes above 127
 * also as `encode(…, 'escape')` gives them, which doubles backslashes besides.
 */
export const anySpelling = (text: string): string => [...text].map((sign) => ofSign(sign)).join('')

/** The same for PostgreSQL, which cannot read entities of HTML: `&#64;`, `&#x40`, `&commat;`. It may find more. */
export const anySpellingOfHtml = (text: string): string =>
  [...text].map((sign) => `(?:${ofSign(sign)}|${AMPERSAND}(?:${entities(sign).join('|')});?)`).join('')

/** `\u0026amp;` in HTML that is escaped once more, and then as JSON. */
const AMPERSAND = String.raw`(?:&|\\+u0026)(?:amp;?|#0*38;?|#x0*26;?)*`

function entities(sign: string): string[] {
  const codes = casesOf(sign).map((one) => one.codePointAt(0) ?? 0)
  const numbers = codes.flatMap((code) => [`#0*${code}`, `#[xX]0*${anyCase(code, 0)}`])
  return /[A-Za-z0-9]/.test(sign) ? numbers : [...numbers, '[A-Za-z][A-Za-z0-9]*']
}

function ofSign(sign: string): string {
  if (/[A-Za-z0-9]/.test(sign)) return sign
  return `(?:${casesOf(sign).flatMap(spellings).join('|')})`
}

/** What is escaped has no small letters, and PostgreSQL may know none beyond ASCII. */
const casesOf = (sign: string): string[] => [
  ...new Set([sign, sign.toLowerCase(), sign.toUpperCase()].filter((one) => [...one].length === 1)),
]

function spellings(sign: string): string[] {
  const bytes = [...Buffer.from(sign)]
  const escaped = Array.from({ length: sign.length }, (_, at) => `\\\\+u${anyCase(sign.charCodeAt(at), 4)}`)
  const encoded = bytes.map((byte) => `%(?:25)*${anyCase(byte, 2)}`)
  const octal = bytes.length === 1 ? [] : [bytes.map((byte) => `\\\\${byte.toString(8)}`).join('')]
  return [`\\\\*${literal(sign)}`, escaped.join(''), encoded.join(''), ...octal]
}

/** In hexadecimal digits. */
const anyCase = (number: number, digits: number): string =>
  number
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)

/** A text as itself in a regular expression. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
