export type Held<T> = { shown: T[]; fresh: number }

/**
 * While somebody reads further down, the rows they see stay where they are: known ones are renewed in place, new ones
 * wait and are counted. `anchor` is the ids that were shown when they began to scroll; null follows along.
 */
export function holdList<T extends { id: string }>(latest: readonly T[], anchor: ReadonlySet<string> | null): Held<T> {
  if (anchor === null || anchor.size === 0) return { shown: [...latest], fresh: 0 }
  const firstKnown = latest.findIndex((row) => anchor.has(row.id))
  if (firstKnown === -1) return { shown: [...latest], fresh: 0 }
  return { shown: latest.slice(firstKnown), fresh: firstKnown }
}
