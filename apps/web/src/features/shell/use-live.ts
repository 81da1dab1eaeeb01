'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { useTrpc } from '../../trpc/client.ts'

const Change = z.object({ kind: z.enum(['run', 'delivery', 'connection', 'flow', 'home', 'all']), id: z.string() })
type Change = z.infer<typeof Change>

/** Lists and an open run follow at once, sums of many rows more slowly. */
const QUICK_MS = 250
const SLOW_MS = 2000

export const LiveContext = createContext(true)
/** False while the line that live changes come by is down. */
export const useIsLive = (): boolean => useContext(LiveContext)

/** Listens to the workspace's changes and asks again for what they touch. One per page. */
export function useLive(): boolean {
  const [connected, setConnected] = useState(true)
  const invalidate = useInvalidate()
  useEffect(() => {
    const quick = gather(QUICK_MS, invalidate.quick)
    const slow = gather(SLOW_MS, invalidate.slow)
    const source = new EventSource('/api/live')
    source.addEventListener('open', () => {
      setConnected(true)
      // What changed before was not told: since the server made this page, or while the line was down.
      invalidate.all()
    })
    source.addEventListener('error', () => setConnected(false))
    source.addEventListener('change', (event) => {
      const change = parse(event.data)
      if (change === null) return
      // The server's own line was down for a while: what it missed it cannot name.
      if (change.kind === 'all') {
        invalidate.all()
        return
      }
      quick.add(change)
      slow.add(change)
    })
    return () => {
      source.close()
      quick.stop()
      slow.stop()
    }
  }, [invalidate])
  return connected
}

function parse(text: unknown): Change | null {
  if (typeof text !== 'string') return null
  const change = Change.safeParse(JSON.parse(text))
  return change.success ? change.data : null
}

function gather(everyMs: number, flush: (changes: Change[]) => void) {
  let waiting: Change[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    add(change: Change) {
      waiting.push(change)
      timer ??= setTimeout(() => {
        timer = undefined
        const batch = waiting
        waiting = []
        flush(batch)
      }, everyMs)
    },
    stop: () => clearTimeout(timer),
  }
}

function useInvalidate() {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [actions] = useState(() => {
    const again = (filter: { queryKey?: readonly unknown[] }) => void client.invalidateQueries(filter)
    return {
      all: () => void client.invalidateQueries(),
      quick: (changes: Change[]) => {
        const kinds = new Set(changes.map((change) => change.kind))
        const runs = new Set(changes.filter((change) => change.kind === 'run').map((change) => change.id))
        for (const id of runs) {
          again(trpc.runs.get.queryFilter({ id }))
          again(trpc.runs.log.queryFilter({ runId: id }))
        }
        if (runs.size > 0) {
          again(trpc.runs.list.pathFilter())
          again(trpc.runs.stepData.pathFilter())
          again(trpc.decisions.pathFilter())
        }
        if (kinds.has('delivery') || runs.size > 0) again(trpc.deliveries.pathFilter())
        if (kinds.has('connection')) again(trpc.connections.pathFilter())
        if (kinds.has('flow')) again(trpc.flows.pathFilter())
      },
      slow: (changes: Change[]) => {
        again(trpc.home.pathFilter())
        again(trpc.nav.pathFilter())
        if (changes.some((change) => change.kind === 'run')) {
          again(trpc.flows.list.pathFilter())
          again(trpc.connections.list.pathFilter())
        }
      },
    }
  })
  return actions
}
