/**
 * State of one simulator in one workspace. Values are plain JSON, copied in and out. Synchronous, so that what one
 * handler does cannot interleave with another.
 */
export type SimStore = {
  get: (collection: string, key: string) => unknown
  put: (collection: string, key: string, value: unknown) => void
  delete: (collection: string, key: string) => void
  /** In order of first insertion. */
  list: (collection: string) => { key: string; value: unknown }[]
  /** The newest first, without reading the rest. Keys that are not there bound nothing. */
  newest: (collection: string, page: NewestPage) => { key: string; value: unknown }[]
}

export type NewestPage = { limit: number; olderThan?: string | null; newerThan?: string | null }

export function createMemoryStore(): SimStore {
  const collections = new Map<string, Map<string, string>>()
  const of = (name: string): Map<string, string> => {
    const found = collections.get(name)
    if (found !== undefined) return found
    const made = new Map<string, string>()
    collections.set(name, made)
    return made
  }
  return {
    get: (collection, key) => {
      const text = of(collection).get(key)
      return text === undefined ? undefined : JSON.parse(text)
    },
    put: (collection, key, value) => {
      of(collection).set(key, JSON.stringify(value))
    },
    delete: (collection, key) => {
      of(collection).delete(key)
    },
    list: (collection) => [...of(collection)].map(([key, text]) => ({ key, value: JSON.parse(text) })),
    newest: (collection, { limit, olderThan, newerThan }) => {
      const newestFirst = [...of(collection)].reverse()
      const at = (bound: string | null | undefined) => newestFirst.findIndex(([key]) => key === bound)
      const end = at(newerThan)
      const found = newestFirst.slice(at(olderThan) + 1, end === -1 ? undefined : end).slice(0, limit)
      return found.map(([key, text]) => ({ key, value: JSON.parse(text) }))
    },
  }
}
