import type { Json } from '@patchbay/flow/json'
import { useEffect, useRef, useState } from 'react'
import type { LookupAnswer, LookupOption, LookupRequest } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'

export type LookupSource = { connector: string; connectionId: string; lookup: string; params: Record<string, Json> }

export type LookupState = {
  options: readonly LookupOption[]
  /** What a value goes by, if it was in any list that was loaded since the page was opened. */
  labelOf: (value: string) => string | undefined
  loading: boolean
  /** What went wrong, and what to do. */
  error: string | undefined
  /** Everything there is has been loaded, so what is not in it is not there any more. */
  complete: boolean
  search: (words: string) => void
  /** Undefined when there is no further page. */
  more: (() => void) | undefined
  retry: () => void
}

const SEARCH_PAUSE_MS = 250

type Loaded = { key: string; words: string; options: LookupOption[]; cursor: string | null; error?: string }

/** The options of a lookup, page by page. It is asked when `wanted`, and again whenever the source changes. */
export function useLookup(source: LookupSource | null, wanted: boolean): LookupState {
  const { host } = useEditorScope()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [loading, setLoading] = useState(false)
  const turn = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const key = source === null ? '' : JSON.stringify(source)
  const current = loaded !== null && loaded.key === key ? loaded : null

  const load = async (words: string, before: Loaded | null) => {
    if (source === null) return
    turn.current += 1
    const mine = turn.current
    setLoading(true)
    const request = { ...source, search: words, cursor: before?.cursor ?? null }
    const answer = await askSafely(host.lookup, request)
    if (mine !== turn.current) return
    setLoading(false)
    const had = before?.options ?? []
    if (answer.ok) for (const option of answer.options) labels.set(`${key} ${option.value}`, option.label)
    if (answer.ok)
      setLoaded({ key, words, options: withoutDoubles([...had, ...answer.options]), cursor: answer.nextCursor })
    else setLoaded({ key, words, options: had, cursor: before?.cursor ?? null, error: answer.message })
  }

  const loadLatest = useRef(load)
  useEffect(() => {
    loadLatest.current = load
  })
  useEffect(() => {
    if (wanted && source !== null && current === null) void loadLatest.current('', null)
  }, [wanted, key])
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    options: current?.options ?? [],
    labelOf: (value) => labels.get(`${key} ${value}`),
    loading,
    error: current?.error,
    complete: current !== null && current.words === '' && current.cursor === null && current.error === undefined,
    search: (words) => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void loadLatest.current(words, null), SEARCH_PAUSE_MS)
    },
    more: current !== null && current.cursor !== null ? () => void load(current.words, current) : undefined,
    retry: () => void load(current?.words ?? '', current?.cursor == null ? null : current),
  }
}

/** A value chosen from a search keeps its name when the first page is shown again. A few bytes each, as many as people look at. */
const labels = new Map<string, string>()

/** The page may throw where the network is gone; the drop-down says so in place. */
async function askSafely(ask: (request: LookupRequest) => Promise<LookupAnswer>, request: LookupRequest) {
  try {
    return await ask(request)
  } catch {
    return { ok: false, message: 'The choices did not load: Patchbay does not answer. Try again.' } as const
  }
}

function withoutDoubles(options: LookupOption[]): LookupOption[] {
  return [...new Map(options.map((option) => [option.value, option])).values()]
}
