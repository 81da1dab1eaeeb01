'use client'

import { createContext, useContext, useEffect, useRef } from 'react'

/** `data` is what came with it, for changes that are told and not stored, such as where a colleague is. */
export type LiveChange = { kind: string; id: string; data?: string | undefined }
export type Follow = (follower: (change: LiveChange) => void) => () => void

export const FollowContext = createContext<Follow>(() => () => {})

/** Calls back for every live change of the workspace, and for `all` when some may have been missed. */
export function useFollowLive(follower: (change: LiveChange) => void): void {
  const follow = useContext(FollowContext)
  const latest = useRef(follower)
  useEffect(() => {
    latest.current = follower
  }, [follower])
  useEffect(() => follow((change) => latest.current(change)), [follow])
}
