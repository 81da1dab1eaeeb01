/**
 * Kind `all`: changes may have been missed, so everything is to be asked for again. `data` comes with what is told and
 * not stored, such as where a colleague is.
 */
export type LiveChange = { kind: string; id: string; data?: string }
type Follower = (change: LiveChange) => void
type Listening = { close(): Promise<void> }

export type Listen = (onMessage: (message: string) => void, onReconnect: () => void) => Listening

/**
 * One LISTEN connection a process, opened when the first page listens, shared by all of them. A follower that throws is
 * let go and reported, so that it never keeps the others from hearing.
 */
export function createLive(listen: Listen, onError: (error: unknown) => void) {
  const followers = new Map<string, Set<Follower>>()
  let listening: Listening | null = null

  const tellThese = (workspaceId: string, change: LiveChange) => {
    // A copy: telling one of them may end it.
    for (const follower of [...(followers.get(workspaceId) ?? [])]) {
      try {
        follower(change)
      } catch (error) {
        unfollow(workspaceId, follower)
        onError(error)
      }
    }
  }

  const unfollow = (workspaceId: string, follower: Follower) => {
    const own = followers.get(workspaceId)
    own?.delete(follower)
    if (own?.size === 0) followers.delete(workspaceId)
  }

  const tell = (message: string) => {
    const [workspaceId, kind, id, data] = message.split(':')
    if (workspaceId === undefined || kind === undefined || id === undefined) return
    tellThese(workspaceId, data === undefined ? { kind, id } : { kind, id, data })
  }

  const tellAll = () => {
    for (const workspaceId of [...followers.keys()]) tellThese(workspaceId, { kind: 'all', id: '' })
  }

  return {
    /** Calls back for every change of that workspace, and of no other; the answer stops it. */
    follow(workspaceId: string, follower: Follower): () => void {
      listening ??= listen(tell, tellAll)
      const own = followers.get(workspaceId) ?? new Set()
      followers.set(workspaceId, own.add(follower))
      return () => unfollow(workspaceId, follower)
    },
    async close() {
      await listening?.close()
    },
  }
}
