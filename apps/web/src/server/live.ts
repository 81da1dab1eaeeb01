export type LiveChange = { kind: string; id: string }
type Follower = (change: LiveChange) => void

/** One LISTEN connection a process, opened when the first page listens, shared by all of them. */
export function createLive(listen: (onMessage: (message: string) => void) => { close(): Promise<void> }) {
  const followers = new Map<string, Set<Follower>>()
  let listening: { close(): Promise<void> } | null = null

  const tell = (message: string) => {
    const [workspaceId, kind, id] = message.split(':')
    if (workspaceId === undefined || kind === undefined || id === undefined) return
    for (const follower of followers.get(workspaceId) ?? []) follower({ kind, id })
  }

  return {
    /** Calls back for every change of that workspace, and of no other; the answer stops it. */
    follow(workspaceId: string, follower: Follower): () => void {
      listening ??= listen(tell)
      const own = followers.get(workspaceId) ?? new Set()
      followers.set(workspaceId, own.add(follower))
      return () => {
        own.delete(follower)
        if (own.size === 0) followers.delete(workspaceId)
      }
    },
    async close() {
      await listening?.close()
    },
  }
}
