'use client'

import { DraftSession } from '@patchbay/editor/draft-session'
import type { DraftView, KeptDraft } from '@patchbay/editor/session-types'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTrpcClient } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { useFollowLive } from '../shell/follow-live.ts'
import { createDraftServer } from './draft-server.ts'
import { createDraftStore, holdTab, type KeptDrafts } from './draft-store.ts'

export type Draft = {
  session: DraftSession
  view: DraftView
  /** What a closed tab left unsaved, until it is put back or thrown away. */
  leftBehind: KeptDraft | null
  putBack: () => void
  throwAway: () => void
}

/** The draft of the flow that is open, with everything that goes on around it: saving, others, the line, the tab. */
export function useDraft(flow: FlowDetail, me: string): Draft {
  const client = useTrpcClient()
  const [{ session, store, tab }] = useState(() => open(flow, { me, client }))
  const view = useSyncExternalStore(session.subscribe, session.view, session.view)
  useFollowLive(({ kind, id }) => {
    if ((kind === 'flow' && id === flow.id) || kind === 'all') session.heard()
  })
  useEffect(() => whileOpen(session, tab), [session, tab])
  return { session, view, ...useLeftBehind(session, { store, flowId: flow.id, tab }) }
}

function open(flow: FlowDetail, { me, client }: { me: string; client: Parameters<typeof createDraftServer>[0] }) {
  const store = createDraftStore(me)
  const tab = globalThis.crypto.randomUUID()
  const session = new DraftSession({
    flowId: flow.id,
    me,
    document: flow.draft,
    revision: flow.draftRevision,
    server: createDraftServer(client, flow.id),
    store,
    tab,
    now: () => new Date(),
    later(call, ms) {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
  })
  return { session, store, tab }
}

function whileOpen(session: DraftSession, tab: string): () => void {
  const release = holdTab(tab)
  const retry = () => session.retry()
  const keep = () => session.keepNow()
  window.addEventListener('online', retry)
  window.addEventListener('pagehide', keep)
  document.addEventListener('visibilitychange', keep)
  return () => {
    window.removeEventListener('online', retry)
    window.removeEventListener('pagehide', keep)
    document.removeEventListener('visibilitychange', keep)
    // Leaving the page within the app: what is on its way goes on, the rest is sent now.
    void session.flush()
    release()
  }
}

function useLeftBehind(session: DraftSession, at: { store: KeptDrafts | null; flowId: string; tab: string }) {
  const { store, flowId, tab } = at
  const [found, setFound] = useState<KeptDraft[]>([])
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    store?.leftBehind(flowId).then(
      (kept) => setFound(kept.filter((each) => each.tab !== tab)),
      // A browser that does not let its database be read has nothing to offer.
      () => setFound([]),
    )
  }, [store, flowId, tab])
  const forget = () => {
    for (const { tab: old } of found) void store?.remove(flowId, old).catch(() => undefined)
    setFound([])
  }
  return {
    leftBehind: found[0] ?? null,
    putBack() {
      const [newest] = found
      if (newest !== undefined) session.restore(newest)
      forget()
    },
    throwAway: forget,
  }
}
