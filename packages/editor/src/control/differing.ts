/** Of the settings as they are to be, those that differ: a change touches no more than it was meant to. */
export function differing<T extends object>(before: T, after: T): Partial<T> {
  const changed: Partial<T> = { ...after }
  for (const key of Reflect.ownKeys(after)) {
    const old: unknown = Reflect.get(before, key)
    if (JSON.stringify(old) === JSON.stringify(Reflect.get(after, key))) Reflect.deleteProperty(changed, key)
  }
  return changed
}
