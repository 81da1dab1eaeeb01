import type { RunDetail, Step } from '../../trpc/types.ts'
import { at, listOf } from '../shared/read.ts'
import { iterationOf, passesAround } from './run-steps.ts'

/**
 * What people call one item of a loop: "Mug, blue", "SKU-1". Null where nothing in it names it, and where the run's page
 * does not hold the list: it has what came in and what the flow itself says, not what steps gave.
 */
export function itemName(run: Pick<RunDetail, 'document' | 'item'>, loop: Step, iteration: string): string | null {
  return nameOf(itemAt(run, loop, iterationOf(iteration)))
}

/** `positions`: in the loops around it and in itself, outermost first. */
function itemAt(run: Pick<RunDetail, 'document' | 'item'>, loop: Step, positions: readonly number[]): unknown {
  // Several a pass are a list: none of them stands for it.
  if (loop.kind !== 'loop' || (loop.batchSize ?? 1) > 1) return undefined
  const position = positions[passesAround(run, loop.id).length]
  return position === undefined ? undefined : listOf(listIn(run, loop, positions))[position]
}

function listIn(
  run: Pick<RunDetail, 'document' | 'item'>,
  { id, list }: Extract<Step, { kind: 'loop' }>,
  positions: readonly number[],
): unknown {
  if (list.kind === 'constant') return list.value
  if (list.kind !== 'reference') return undefined
  const { from, path } = list.ref
  const names = path.map(String)
  if (run.document.steps.some((step) => step.id === from && step.kind === 'trigger')) return at(run.item, ...names)
  const outer = passesAround(run, id).find((around) => around.id === from)
  if (outer === undefined || names[0] !== 'item') return undefined
  return at(itemAt(run, outer, positions), ...names.slice(1))
}

/** Without case, spaces and dashes: a column of a sheet is called "Order number". */
const NAMING = ['name', 'title', 'sku', 'ordernumber', 'number', 'email']

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return wordsOf(item)
  const fields = new Map(
    Object.entries(item).map(([name, value]) => [name.toLowerCase().replace(/[^a-z0-9]/g, ''), value]),
  )
  for (const field of NAMING) {
    const words = wordsOf(fields.get(field))
    if (words !== null) return words
  }
  return null
}

function wordsOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
