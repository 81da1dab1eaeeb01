'use client'

import type { Colleague } from '@patchbay/editor/contract'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTrpcClient } from '../../trpc/client.ts'
import { useFollowLive } from '../shell/follow-live.ts'
import { forget, readPresence, type Seen, see } from './presence.ts'

type Point = { x: number; y: number }

const BEAT_MS = 4000
/** An arrow that moves is told this often. */
const POINTER_MS = 120

/** Others in this draft, and telling them where one is oneself. Nothing is sent while the tab is hidden. */
export function usePresence(flowId: string, me: string, stepId: string | null) {
  const client = useTrpcClient()
  const [seen, setSeen] = useState<Seen>(() => new Map())
  const where = useRef<{ cursor: Point | null; stepId: string | null }>({ cursor: null, stepId })
  const company = useRef(false)
  useFollowLive(({ kind, id, data }) => {
    if (kind !== 'presence' || id !== flowId) return
    const told = readPresence(data)
    if (told === null || told.id === me) return
    setSeen((now) => see(now, told, Date.now()))
  })
  useEffect(() => {
    company.current = seen.size > 0
  }, [seen])
  const tell = useCallback(
    (gone = false) => {
      if (!gone && document.hidden) return
      // Who hears of it or not: the next beat tells again.
      void client.flows.presence.mutate({ id: flowId, ...where.current, gone }).catch(() => undefined)
    },
    [client, flowId],
  )
  useEffect(() => {
    where.current = { ...where.current, stepId }
    tell()
  }, [stepId, tell])
  useEffect(() => {
    const beat = setInterval(() => {
      tell()
      setSeen((now) => forget(now, Date.now()))
    }, BEAT_MS)
    const leave = () => tell(true)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(beat)
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [tell])
  const pointer = useThrottledPointer((cursor) => {
    where.current = { ...where.current, cursor }
    // Alone, the beat is enough to be found.
    if (company.current) tell()
  })
  const colleagues = useMemo(
    () => [...seen.values()].map(({ id, name, cursor, stepId: at }): Colleague => ({ id, name, cursor, stepId: at })),
    [seen],
  )
  return { colleagues, pointer }
}

function useThrottledPointer(tell: (at: Point | null) => void): (at: Point | null) => void {
  const latest = useRef(tell)
  const next = useRef<Point | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    latest.current = tell
  })
  useEffect(() => () => clearTimeout(timer.current ?? undefined), [])
  return useCallback((at: Point | null) => {
    next.current = at === null ? null : { x: Math.round(at.x), y: Math.round(at.y) }
    timer.current ??= setTimeout(() => {
      timer.current = null
      latest.current(next.current)
    }, POINTER_MS)
  }, [])
}
