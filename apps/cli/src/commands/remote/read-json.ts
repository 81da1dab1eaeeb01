import { readFileSync } from 'node:fs'
import { z } from 'zod'

const JsonObject = z.record(z.string(), z.unknown())

/** A JSON object from a file, or from standard input for `-`. Throws with the place when it cannot be read. */
export function readJson(file: string): Record<string, unknown> {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8')
  try {
    return JsonObject.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `${file === '-' ? 'Standard input' : file} does not hold a JSON object: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** `name=value` pairs of the command line. */
export function readValues(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new Error(`"${pair}" is not of the form name=value`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
