'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { RunSummary } from '../../trpc/types.ts'
import type { Mail } from '../sandbox/sandbox-schema.ts'
import { isSentUnder, orderIn } from './mail-words.ts'

const RUNS = 5
const NEAR_MS = 10 * 60_000

/**
 * The run that sent a mail: one about the order that it names or begun shortly before, and with a step that sent it
 * under the very key that the mail carries. `null`: none of them did, as with the mail of a test.
 */
export function useSender(mail: Mail): RunSummary | null | undefined {
  const trpc = useTrpc()
  const client = useQueryClient()
  const find = async (): Promise<RunSummary | null> => {
    const order = orderIn(mail)
    const at = Date.parse(mail.receivedAt)
    const lists = await Promise.all([
      ...(order === null ? [] : [client.fetchQuery(trpc.runs.list.queryOptions({ text: order, limit: RUNS }))]),
      client.fetchQuery(
        trpc.runs.list.queryOptions({ from: new Date(at - NEAR_MS), to: new Date(at + 1_000), limit: RUNS }),
      ),
    ])
    const runs = new Map(lists.flatMap(({ items }) => items).map((run) => [run.id, run]))
    for (const run of runs.values()) {
      const { steps } = await client.fetchQuery(trpc.runs.get.queryOptions({ id: run.id }))
      for (const { intent } of steps) if (intent !== null && (await isSentUnder(mail, intent.key))) return run
    }
    return null
  }
  return useQuery({ queryKey: ['mail-sender', mail.id], queryFn: find }).data
}
