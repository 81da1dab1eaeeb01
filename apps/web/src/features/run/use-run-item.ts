'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { pollWhileOpen } from '../shared/poll-while-open.ts'

/** The rows of one item of a loop; null where none is chosen, or they are not there yet. */
export function useRunItem(run: RunDetail, iteration: string | null): readonly StepRunView[] | null {
  const trpc = useTrpc()
  const query = useQuery(
    trpc.runs.item.queryOptions(
      { runId: run.id, iteration: iteration ?? '0' },
      {
        enabled: iteration !== null,
        placeholderData: keepPreviousData,
        refetchInterval: pollWhileOpen([run.state]),
      },
    ),
  )
  return iteration === null ? null : (query.data ?? null)
}

/** What its steps wait for; asked for only where a step of its flow waits for anything, or it was called. */
export function useRunWaits(run: RunDetail) {
  const trpc = useTrpc()
  const enabled = run.origin === 'call' || run.document.steps.some(({ kind }) => WAITS.has(kind))
  const query = useQuery(trpc.approvals.ofRun.queryOptions({ runId: run.id }, { enabled }))
  return query.data ?? null
}

const WAITS = new Set(['event', 'approval', 'subflow'])
