/**
 * JSONata gives the element itself in place of a list of one, and nothing in place of a list of none. These always give
 * a list, and nothing for nothing: what comes after them takes an order of one line as it takes one of two.
 */
type OfOne = (one: unknown) => unknown

/** Those for which the function says yes. */
export async function where(list: unknown[] | undefined, holds: OfOne): Promise<unknown[] | undefined> {
  if (list === undefined) return undefined
  const kept: unknown[] = []
  for (const one of list) if ((await holds(one)) === true) kept.push(one)
  return kept
}

/** What the function gives for each, without those for which it gives nothing; a list that it gives is taken apart. */
export async function collect(list: unknown[] | undefined, give: OfOne): Promise<unknown[] | undefined> {
  if (list === undefined) return undefined
  const values: unknown[] = []
  for (const one of list) {
    const value = await give(one)
    if (Array.isArray(value)) for (const inner of value) values.push(inner)
    else if (value !== undefined) values.push(value)
  }
  return values
}

export function asList(value: unknown): unknown[] | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) ? [...value] : [value]
}
