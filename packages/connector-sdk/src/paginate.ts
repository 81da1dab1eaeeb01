import { ConnectorError } from './errors.ts'

/**
 * All items of a paged list. `fetchPage` gets the cursor of the page before (`null` at first) and answers with the next
 * one, `null` at the end. `maxItems` keeps a wrong filter from reading a whole shop.
 */
export async function collectPages<T, C>(
  fetchPage: (cursor: C | null) => Promise<{ items: T[]; cursor: C | null }>,
  options: { maxItems: number },
): Promise<T[]> {
  const all: T[] = []
  let cursor: C | null = null
  do {
    const page: { items: T[]; cursor: C | null } = await fetchPage(cursor)
    all.push(...page.items)
    cursor = page.cursor
    if (all.length > options.maxItems)
      throw new ConnectorError('invalid_input', `More than ${options.maxItems} items: narrow the filter`)
  } while (cursor !== null)
  return all
}
