export type Choosable = { id: string; needs: readonly string[] }

/** Ticks a change with everything it cannot do without, or takes it off with everything that needs it. */
export function choose(
  chosen: ReadonlySet<string>,
  changes: readonly Choosable[],
  { ids, on }: { ids: readonly string[]; on: boolean },
): Set<string> {
  const next = new Set(chosen)
  const byId = new Map(changes.map((change) => [change.id, change]))
  const open = [...ids]
  const seen = new Set<string>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    if (on) {
      next.add(id)
      open.push(...(byId.get(id)?.needs ?? []))
    } else {
      next.delete(id)
      const gone = id
      open.push(...changes.filter(({ needs }) => needs.includes(gone)).map((change) => change.id))
    }
  }
  return next
}

/** For a ticked change that was not asked for: the ids of the asked ones that brought it along. */
export function broughtBy(id: string, changes: readonly Choosable[], asked: ReadonlySet<string>): string[] {
  if (asked.has(id)) return []
  return changes.filter((change) => asked.has(change.id) && change.needs.includes(id)).map((change) => change.id)
}
