import jsonata from 'jsonata'
import { LinearRegex } from './expression/linear-regex.ts'

/** Why an expression cannot be read, and at which character; null when it can. Reads it only: nothing is evaluated. */
export function checkExpression(source: string): string | null {
  try {
    jsonata(source, { RegexEngine: LinearRegex })
    return null
  } catch (error) {
    const told = typeof error === 'object' && error !== null ? error : {}
    const message = 'message' in told ? String(told.message) : String(error)
    return 'position' in told ? `${message} (at character ${String(told.position)})` : message
  }
}
