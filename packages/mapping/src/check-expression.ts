import jsonata from 'jsonata'
import { LinearRegex } from './expression/linear-regex.ts'

/** Why an expression cannot be read, and at which character; null when it can. Reads it only: nothing is evaluated. */
export function checkExpression(source: string): string | null {
  try {
    const expression = jsonata(source, { RegexEngine: LinearRegex })
    return refusedRegex(expression.ast())
  } catch (error) {
    const told = typeof error === 'object' && error !== null ? error : {}
    const message = 'message' in told ? String(told.message) : String(error)
    return 'position' in told ? `${message} (at character ${String(told.position)})` : message
  }
}

/** JSONata reads any pattern that JavaScript takes; the engine that runs it is linear in time and takes fewer. */
function refusedRegex(node: unknown): string | null {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return null
  if ('type' in node && node.type === 'regex' && 'value' in node) {
    try {
      new LinearRegex(node.value instanceof RegExp ? node.value : String(node.value))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return 'position' in node ? `${message} (at character ${String(node.position)})` : message
    }
  }
  for (const child of Object.values(node)) {
    const refused = refusedRegex(child)
    if (refused !== null) return refused
  }
  return null
}
