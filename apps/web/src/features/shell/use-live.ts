'use client'

import { type InvalidateQueryFilters, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Follow, LiveChange } from './follow-live.ts'

/** Lists and an open run follow at once, sums of many rows more slowly. */
const QUICK_MS = 250
const SLOW_MS = 2000
/** Loops with more items than this are looked at with the slow ones. */
const LONG_LOOP = 500
/** A line that was refused is asked for again. */
const REFUSED_MS = 5000

export const LiveContext = createContext(true)
/** False while the line that live changes come by is down. */
export const useIsLive = (): boolean => useContext(LiveContext)

/** Listens to the workspace's changes, hands them on and asks again for what they touch. One per page. */
export function useLive(): { connected: boolean; follow: Follow } {
  const [connected, setConnected] = useState(true)
  const [{ follow, tell }] = useState(createFollowers)
  const invalidate = useInvalidate()
  useEffect(() => {
    const quick = gather(QUICK_MS, invalidate.quick)
    const slow = gather(SLOW_MS, invalidate.slow)
    let again: ReturnType<typeof setTimeout> | undefined
    const listen = () => {
      const source = new EventSource('/api/live')
      source.addEventListener('open', () => {
        setConnected(true)
        // What changed before was not told: since the server made this page, or while the line was down.
        invalidate.all()
        tell({ kind: 'all', id: '' })
      })
      source.addEventListener('error', () => {
        setConnected(false)
        if (source.readyState !== EventSource.CLOSED) return
        // Refused, and a browser does not try again then: the person may have been removed or signed out, or the
        // server is starting. What is asked now says which.
        invalidate.all()
        again = setTimeout(() => {
          line = listen()
        }, REFUSED_MS)
      })
      source.addEventListener('change', (event) => {
        const change = parse(event.data)
        if (change === null) return
        tell(change)
        // The server's own line was down for a while: what it missed it cannot name.
        if (change.kind === 'all') {
          invalidate.all()
          return
        }
        quick.add(change)
        slow.add(change)
      })
      return source
    }
    let line = listen()
    return () => {
      clearTimeout(again)
      line.close()
      quick.stop()
      slow.stop()
    }
  }, [invalidate, tell])
  return { connected, follow }
}

function createFollowers() {
  const followers = new Set<(change: LiveChange) => void>()
  const follow: Follow = (follower) => {
    followers.add(follower)
    return () => followers.delete(follower)
  }
  return {
    follow,
    tell(change: LiveChange) {
      for (const follower of [...followers]) follower(change)
    },
  }
}

function parse(text: unknown): LiveChange | null {
  if (typeof text !== 'string') return null
  const { kind, id, data }: Record<string, unknown> = JSON.parse(text)
  if (typeof kind !== 'string' || typeof id !== 'string') return null
  return { kind, id, data: typeof data === 'string' ? data : undefined }
}

function gather(everyMs: number, flush: (changes: LiveChange[]) => void) {
  let waiting: LiveChange[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    add(change: LiveChange) {
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
    // A look under way goes on and is followed by one more: given up at every change, a slow one would never be shown.
    const again = (filter: InvalidateQueryFilters) => void client.invalidateQueries(filter, { cancelRefetch: false })
    // Of a run that goes through thousands of items every look costs the database a count of them.
    const isLong = (id: string) =>
      client.getQueryData(trpc.runs.get.queryKey({ id }))?.items.some(({ total }) => (total ?? 0) > LONG_LOOP) === true
    const runAgain = (id: string) => {
      again(trpc.runs.get.queryFilter({ id }))
      again(trpc.runs.log.queryFilter({ runId: id }))
    }
    return {
      // What follows its own changes, such as an open draft, is told of this too. A look under way may hang on a line
      // that died while the machine slept: it is given up.
      all: () => void client.invalidateQueries({ predicate: ({ meta }) => meta?.['followsItself'] !== true }),
      quick: (changes: LiveChange[]) => {
        const kinds = new Set(changes.map((change) => change.kind))
        const runs = new Set(changes.filter((change) => change.kind === 'run').map((change) => change.id))
        for (const id of runs) if (!isLong(id)) runAgain(id)
        if (runs.size > 0) {
          again(trpc.runs.list.pathFilter())
          again(trpc.runs.stepData.pathFilter())
          again(trpc.decisions.pathFilter())
          again(trpc.approvals.pathFilter())
        }
        if (runs.size > 0 || kinds.has('bulk') || kinds.has('problem')) {
          again(trpc.problems.list.pathFilter())
          again(trpc.problems.get.pathFilter())
          again(trpc.bulk.pathFilter())
        }
        if (kinds.has('delivery') || runs.size > 0) again(trpc.deliveries.pathFilter())
        if (kinds.has('connection')) {
          again(trpc.connections.pathFilter())
          again(trpc.flows.goLivePlan.pathFilter())
        }
        if (kinds.has('member')) {
          again(trpc.members.pathFilter())
          again(trpc.invites.pathFilter())
          again(trpc.people.pathFilter())
          again(trpc.workspaces.pathFilter())
        }
        if (kinds.has('flow'))
          again({ ...trpc.flows.pathFilter(), predicate: ({ meta }) => meta?.['followsItself'] !== true })
      },
      slow: (changes: LiveChange[]) => {
        again(trpc.home.pathFilter())
        again(trpc.nav.pathFilter())
        const runs = new Set(changes.filter((change) => change.kind === 'run').map((change) => change.id))
        for (const id of runs) if (isLong(id)) runAgain(id)
        if (runs.size > 0) {
          again(trpc.runs.items.pathFilter())
          again(trpc.runs.item.pathFilter())
          again(trpc.flows.list.pathFilter())
          again(trpc.connections.list.pathFilter())
        }
      },
    }
  })
  return actions
}
