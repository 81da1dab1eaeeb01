export type ToastOptions = {
  /** By which `endToast` takes it away once it holds no more. */
  id?: string
  detail?: string
  undo?: () => void
  /** What one most likely wants to do next; not beside `undo`. */
  action?: { label: string; take: () => void }
}
type Said = { kind: 'say'; message: string; options: ToastOptions } | { kind: 'end'; id: string }

const waiting: Said[] = []
const followers = new Set<() => void>()
let wanted = false

/** Keeps what is said until there is something that shows it. */
export function sayToast(said: Said): void {
  waiting.push(said)
  wanted = true
  for (const follower of [...followers]) follower()
}

/** What has been said since the last time, oldest first. */
export function takeToasts(): Said[] {
  return waiting.splice(0)
}

export const toastsWanted = (): boolean => wanted

export function followToasts(follower: () => void): () => void {
  followers.add(follower)
  return () => followers.delete(follower)
}
