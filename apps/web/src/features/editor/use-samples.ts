'use client'

import type { SampleSet } from '@patchbay/editor/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'

const RECENT = 20

/** The events that previews and tests use. What is chosen is remembered with the flow on this device. */
export function useSamples(flowId: string, readable: boolean) {
  const trpc = useTrpc()
  const query = useQuery(trpc.samples.list.queryOptions({ flowId }, { enabled: readable }))
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
