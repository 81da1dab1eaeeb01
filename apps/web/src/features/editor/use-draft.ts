'use client'

import { DraftSession } from '@patchbay/editor/draft-session'
import { hasArrived } from '@patchbay/editor/has-arrived'
import type { DraftServer, DraftView, KeptDraft } from '@patchbay/editor/session-types'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTrpcClient } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { newUuid } from '../shared/new-uuid.ts'
import { useFollowLive } from '../shell/follow-live.ts'
import { createDraftServer } from './draft-server.ts'
import { createDraftStore, holdTab, type KeptDrafts } from './draft-store.ts'

export type Draft = {
  session: DraftSession
  view: DraftView
  /** What a closed tab left unsaved, until it is put back or thrown away. */
  leftBehind: KeptDraft | null
  putBack: () => Promise<void>
  throwAway: () => void
}

/** The draft of the flow that is open, with everything that goes on around it: saving, others, the line, the tab. */
export function useDraft(flow: FlowDetail, me: string): Draft {
  const client = useTrpcClient()
  const [{ session, server, store, tab }] = useState(() => open(flow, { me, client }))
  const view = useSyncExternalStore(session.subscribe, session.view, session.view)
  useFollowLive(({ kind, id }) => {
    if ((kind === 'flow' && id === flow.id) || kind === 'all') session.heard()
  })
  useEffect(() => whileOpen(session, tab), [session, tab])
  return { session, view, ...useLeftBehind(session, { server, store, flowId: flow.id, tab }) }
}

function open(flow: FlowDetail, { me, client }: { me: string; client: Parameters<typeof createDraftServer>[0] }) {
  const store = createDraftStore(me)
  const tab = newUuid()
  const server = createDraftServer(client, flow.id)
  const session = new DraftSession({
    flowId: flow.id,
    document: flow.draft,
    revision: flow.draftRevision,
    server,
    store,
    tab,
    now: () => new Date(),
    newId: newUuid,
    later(call, ms) {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
  })
  return { session, server, store, tab }
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

type KeptAt = { server: DraftServer; store: KeptDrafts | null; flowId: string; tab: string }

function useLeftBehind(session: DraftSession, { server, store, flowId, tab }: KeptAt) {
  const [found, setFound] = useState<KeptDraft[]>([])
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    const look = async (from: KeptDrafts) => {
      const unsaved: KeptDraft[] = []
      for (const kept of await from.leftBehind(flowId)) {
        if (kept.tab === tab) continue
        if (hasArrived(kept, await server.changesSince(kept.revision))) await from.remove(flowId, kept.tab)
        else unsaved.push(kept)
      }
      setFound(unsaved)
    }
    // A browser that does not let its database be read has nothing to offer.
    if (store !== null) look(store).catch(() => setFound([]))
  }, [server, store, flowId, tab])
  const [newest = null] = found
  const forget = (kept: KeptDraft) => {
    void store?.remove(flowId, kept.tab).catch(() => undefined)
    setFound((all) => all.filter((each) => each !== kept))
  }
  return {
    leftBehind: newest,
    // One closed tab at a time: what another left is offered next.
    async putBack() {
      if (newest !== null && (await session.restore(newest))) forget(newest)
    },
    throwAway() {
      if (newest !== null) forget(newest)
    },
  }
}
