'use client'

import type { CommandGroup } from '@patchbay/ui/command-menu'
import { useEffect, useSyncExternalStore } from 'react'

let now: readonly CommandGroup[] = []
const followers = new Set<() => void>()

/** What can be done on the page that is open: the command menu shows it before all else. */
export function usePageCommands(groups: readonly CommandGroup[]): void {
  useEffect(() => tell(groups))
  useEffect(() => () => tell([]), [])
}

export function useCommandsOfPage(): readonly CommandGroup[] {
  return useSyncExternalStore(follow, read, nothing)
}

const none: readonly CommandGroup[] = []
const read = () => now
const nothing = () => none

function follow(follower: () => void): () => void {
  followers.add(follower)
  return () => followers.delete(follower)
}

function tell(groups: readonly CommandGroup[]): void {
  now = groups
  for (const follower of [...followers]) follower()
}
