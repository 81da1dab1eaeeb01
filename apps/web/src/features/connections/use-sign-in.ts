'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { readSignInMessage, SIGN_IN_CHANNEL } from './sign-in-channel.ts'

export type SignInWish = {
  connector: string
  name: string
  settings: Record<string, string | number | boolean>
  connectionId?: string
}

const WINDOW = 'popup,width=620,height=780'

/**
 * Signs in at a vendor in a window of its own and hears what became of it. Vendors may cut the tie to that window, so
 * that nobody knows when it is closed: the person says so by giving up.
 */
export function useSignIn(onDone: (connectionId: string, message: string) => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [waiting, setWaiting] = useState<{ attemptId: string; url: string } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const start = useMutation(trpc.connections.oauthStart.mutationOptions())

  const hear = useEffectEvent((data: unknown, attemptId: string) => {
    const told = readSignInMessage(data)
    if (told === null || told.attemptId !== attemptId) return
    setWaiting(null)
    if (told.connectionId === null) {
      setProblem(told.message)
      return
    }
    void client.invalidateQueries(trpc.connections.pathFilter())
    void client.invalidateQueries(trpc.nav.pathFilter())
    onDone(told.connectionId, told.message)
  })

  const attemptId = waiting?.attemptId
  useEffect(() => {
    if (attemptId === undefined) return
    const channel = new BroadcastChannel(SIGN_IN_CHANNEL)
    channel.onmessage = (event) => hear(event.data, attemptId)
    return () => channel.close()
  }, [attemptId])

  const begin = async (wish: SignInWish): Promise<void> => {
    setProblem(null)
    // Opened before anything is asked: a window that does not come of a press is blocked.
    const opened = window.open('about:blank', '_blank', WINDOW)
    const blocked = opened === null
    const returnTo = `${window.location.pathname}${window.location.search}`
    try {
      const begun = await start.mutateAsync(blocked ? { ...wish, returnTo } : wish)
      if (blocked) {
        window.location.assign(begun.url)
        return
      }
      opened.location.replace(begun.url)
      setWaiting(begun)
    } catch {
      // It stands under the button, by the mutation's own error.
      opened?.close()
    }
  }

  return {
    begin,
    isStarting: start.isPending,
    isWaiting: waiting !== null,
    giveUp: () => setWaiting(null),
    error: problem ?? start.error,
  }
}
