import * as z from 'zod/mini'

type Json = z.infer<ReturnType<typeof z.json>>

/** The JSON value of a text; undefined where it is none. */
export function jsonOf(text: string): Json | undefined {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
