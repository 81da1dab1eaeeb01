'use client'

import type { EditorSample, SampleSet } from '@patchbay/editor/contract'
import type { DraftView } from '@patchbay/editor/session-types'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { useSavedStart } from './use-saved-start.ts'

const RECENT = 20

/** The events that previews and tests use. What is chosen is remembered with the flow on this device. */
export function useSamples(flowId: string, readable: boolean, view: DraftView) {
  const trpc = useTrpc()
  const query = useQuery(trpc.samples.list.queryOptions({ flowId }, { enabled: readable }))
  useSavedStart(view, readable ? query.refetch : null)
  const key = `patchbay-sample ${flowId}`
  const [asked, setAsked] = useState<string | null>(() => globalThis.sessionStorage?.getItem(key) ?? null)
  const list = query.data?.samples
  const chosenId = list?.some(({ id }) => id === asked) === true ? asked : (query.data?.chosenId ?? null)
  const tested = query.data?.tested
  const samples = useMemo(
    (): SampleSet => ({
      chosen: withTested(list?.find(({ id }) => id === chosenId) ?? null, tested),
      // Emptiness is counted over what really came in.
      recent: (list ?? []).filter(({ kind }) => kind === 'run' || kind === 'delivery').slice(0, RECENT),
      loading: query.isPending && readable,
    }),
    [list, tested, chosenId, query.isPending, readable],
  )
  const choose = (sampleId: string) => {
    globalThis.sessionStorage?.setItem(key, sampleId)
    setAsked(sampleId)
  }
  return { samples, list: list ?? [], chosenId, choose }
}

/** What the chosen event has nothing of, a step's last test gave: later steps can be mapped from it all the same. */
function withTested(chosen: EditorSample | null, tested: EditorSample['outputs'] | undefined): EditorSample | null {
  return chosen === null ? null : { ...chosen, outputs: { ...tested, ...chosen.outputs } }
}
