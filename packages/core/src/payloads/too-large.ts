import type { Database } from '@patchbay/db/database'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { inBytes } from './in-bytes.ts'

export type Limited = 'input' | 'output'

/**
 * Why a value may not be stored: null when it may. The step fails alone, with the sizes in words; what it did outside
 * stays done.
 */
export function tooLarge(db: Pick<Database, 'large'>, what: Limited, value: Json): StepError | null {
  const { maxBytes } = db.large
  const bytes = sizeOf(value)
  if (bytes <= maxBytes) return null
  const said =
    what === 'output'
      ? `This step gave ${inBytes(bytes)}; a step may give ${inBytes(maxBytes)} at most. Ask for less at a time, or only for the fields you need.`
      : `This step would be given ${inBytes(bytes)}; a step may be given ${inBytes(maxBytes)} at most. Map only the fields it needs.`
  return { code: what === 'output' ? 'output_too_large' : 'input_too_large', message: said }
}

const sizeOf = (value: Json): number => (value === null ? 4 : Buffer.byteLength(JSON.stringify(value)))
