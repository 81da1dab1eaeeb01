'use client'

import type { EditorHost, LookupAnswer } from '@patchbay/editor/contract'
import { useMemo, useRef, useState } from 'react'
import { useTrpcClient } from '../../trpc/client.ts'
import { troubleWords } from '../shared/trouble.ts'

/** What the editor's parts ask of the page. `connecting` is the app that an account is wanted for. */
export function useEditorHost(chooseSample: (sampleId: string) => void) {
  const client = useTrpcClient()
  const [connecting, setConnecting] = useState<string | null>(null)
  const answer = useRef<(connectionId: string | null) => void>(() => {})
  const choose = useRef(chooseSample)
  choose.current = chooseSample
  const host = useMemo(
    (): EditorHost => ({
      async lookup(request): Promise<LookupAnswer> {
        try {
          return await client.lookups.options.query({ ...request, params: { ...request.params } })
        } catch (error) {
          return { ok: false, message: troubleWords(error) }
        }
      },
      connect: (connector) =>
        new Promise((resolve) => {
          answer.current(null)
          answer.current = resolve
          setConnecting(connector)
        }),
      chooseSample: (sampleId) => choose.current(sampleId),
    }),
    [client],
  )
  const finish = (connectionId: string | null) => {
    answer.current(connectionId)
    answer.current = () => {}
    setConnecting(null)
  }
  return { host, connecting, finish }
}
