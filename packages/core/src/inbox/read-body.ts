import type { JsonObject } from '@patchbay/flow/json'

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with a body that should be JSON, and where; null when nothing is. */
export function jsonProblem(body: Buffer): string | null {
  const text = body.toString('utf8')
  if (text.trim() === '') return 'The body is empty; send JSON.'
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = /position (\d+)/.exec(message)?.[1]
    const place = position === undefined ? 'at its end' : placeOf(text, Number(position))
    return `The body is not JSON: ${message.replace(/ in JSON at position.*$/s, '')} (${place}).`
  }
}

const placeOf = (text: string, position: number): string => {
  const before = text.slice(0, position).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** A form as JSON: a name given several times becomes a list. */
export function parseForm(body: Buffer): Buffer {
  const form: JsonObject = {}
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    const known = form[name]
    form[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value]
  }
  return Buffer.from(JSON.stringify(form))
}
