'use client'

import type { SampleSet } from '@patchbay/editor/contract'
import type { DraftView } from '@patchbay/editor/session-types'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'

const RECENT = 20

/** The events that previews and tests use. What is chosen is remembered with the flow on this device. */
export function useSamples(flowId: string, readable: boolean, view: DraftView) {
  const trpc = useTrpc()
  const query = useQuery(trpc.samples.list.queryOptions({ flowId }, { enabled: readable }))
  useFreshFor(view, readable ? query.refetch : null)
  const key = `patchbay-sample ${flowId}`
  const [asked, setAsked] = useState<string | null>(() => globalThis.sessionStorage?.getItem(key) ?? null)
  const list = query.data?.samples
  const chosenId = list?.some(({ id }) => id === asked) === true ? asked : (query.data?.chosenId ?? null)
  const samples = useMemo(
    (): SampleSet => ({
      chosen: list?.find(({ id }) => id === chosenId) ?? null,
      // Emptiness is counted over what really came in.
      recent: (list ?? []).filter(({ kind }) => kind === 'run' || kind === 'delivery').slice(0, RECENT),
      loading: query.isPending && readable,
    }),
    [list, chosenId, query.isPending, readable],
  )
  const choose = (sampleId: string) => {
    globalThis.sessionStorage?.setItem(key, sampleId)
    setAsked(sampleId)
  }
  return { samples, list: list ?? [], chosenId, choose }
}

/** Another start has other events: they are asked for as soon as the server knows of it. */
function useFreshFor({ document, unsaved }: DraftView, refetch: (() => unknown) | null): void {
  const start = document.steps.find(({ kind }) => kind === 'trigger')
  const key = start?.kind === 'trigger' ? JSON.stringify([start.id, start.trigger]) : ''
  const known = useRef(key)
  useEffect(() => {
    if (unsaved > 0 || known.current === key) return
    known.current = key
    refetch?.()
  }, [unsaved, key, refetch])
}
