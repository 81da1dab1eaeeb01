'use client'

import type { DraftSession } from '@patchbay/editor/draft-session'
import type { LiveWarning, TestAnswer, TestHost, TestRunView } from '@patchbay/editor/test-types'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { useMemo } from 'react'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import { at, listOf, textOf } from '../shared/read.ts'
import { troubleWords } from '../shared/trouble.ts'

/** How far a test of several steps has got is asked for this often. */
const LOOK_MS = 500

export type Tests = ReturnType<typeof useTests>

/** Tests of this flow: what the Test tab asks for, and what is shown of them elsewhere. */
export function useTests(flowId: string, session: DraftSession, readable: boolean) {
  const trpc = useTrpc()
  const client = useTrpcClient()
  const cache = useQueryClient()
  const results = useQuery(trpc.tests.list.queryOptions({ flowId }, { enabled: readable })).data
  const runs = useQuery(trpc.tests.runs.queryOptions({ flowId }, { enabled: readable })).data
  const refresh = useMemo(
    () => () => {
      void cache.invalidateQueries(trpc.tests.pathFilter())
      void cache.invalidateQueries(trpc.samples.pathFilter())
    },
    [cache, trpc],
  )
  const calls = useMemo(() => createCalls({ client, flowId, session, refresh }), [client, flowId, session, refresh])
  return { results, runs, refresh, ...calls }
}

type Client = ReturnType<typeof useTrpcClient>
type Parts = { client: Client; flowId: string; session: DraftSession; refresh: () => void }

function createCalls({ client, flowId, session, refresh }: Parts) {
  /** A test is made of the draft as the server has it: what is not saved yet goes first. */
  const saved = async () => {
    if (!(await session.flush())) throw new Error('The draft is not saved yet. Test again once you are back online.')
    return { flowId, revision: session.view().revision }
  }
  const follow = async (testRunId: string, onProgress: (run: TestRunView) => void): Promise<TestRunView> => {
    for (;;) {
      const run = await client.tests.get.query({ testRunId })
      onProgress(run)
      if (run.state === 'succeeded' || run.state === 'failed') return run
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }
  const after = <T>(call: Promise<TestAnswer<T>>) => call.finally(refresh)
  const host: TestHost = {
    preview: (request) => answer(async () => client.tests.preview.mutate({ ...(await saved()), ...request })),
    step: (request) => after(answer(async () => client.tests.step.mutate({ ...(await saved()), ...request }))),
    toHere: (request, onProgress) =>
      after(
        answer(async () => {
          const { testRunId } = await client.tests.toHere.mutate({ ...(await saved()), ...request })
          return follow(testRunId, onProgress)
        }),
      ),
    keepSample: ({ name, from, outputs }) =>
      after(
        answer(async () => {
          await client.samples.keep.mutate({
            flowId,
            name,
            from,
            ...(outputs === undefined ? {} : { outputs: { ...outputs } }),
          })
          return null
        }),
      ),
    renameSample: (sampleId, name) =>
      after(answer(() => client.samples.rename.mutate({ flowId, sampleId, name }).then(() => null))),
    removeSample: (sampleId) =>
      after(answer(() => client.samples.remove.mutate({ flowId, sampleId }).then(() => null))),
  }
  return {
    host,
    /** The whole draft, from the trigger on. */
    runAll: (sampleId: string, confirmLive: string | null, onProgress: (run: TestRunView) => void) =>
      after(
        answer(async () => {
          const { testRunId } = await client.tests.run.mutate({ ...(await saved()), sample: { sampleId }, confirmLive })
          return follow(testRunId, onProgress)
        }),
      ),
  }
}

async function answer<T>(call: () => Promise<T>): Promise<TestAnswer<T>> {
  try {
    return { ok: true, value: await call() }
  } catch (error) {
    const live = liveOf(error)
    const message = error instanceof TRPCClientError ? troubleWords(error) : plainWords(error)
    return { ok: false, message, ...(live === null ? {} : { live }) }
  }
}

function plainWords(error: unknown): string {
  return error instanceof Error ? error.message : 'Patchbay did not answer. Nothing was sent. Try again.'
}

/** What has to be confirmed first, when that is why a test was refused. */
function liveOf(error: unknown): LiveWarning | null {
  if (!(error instanceof TRPCClientError)) return null
  const live = at(error.data, 'core', 'current', 'live')
  const acknowledgement = textOf(at(live, 'acknowledgement'))
  const title = textOf(at(live, 'title'))
  const button = textOf(at(live, 'button'))
  if (acknowledgement === undefined || title === undefined || button === undefined) return null
  return { acknowledgement, title, button, lines: listOf(at(live, 'lines')).flatMap((line) => textOf(line) ?? []) }
}
