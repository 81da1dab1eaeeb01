import { type AnswerOutlook, loadAnswers } from '@patchbay/core/inbox/load-answer'
import type { Database } from '@patchbay/db/database'
import { LRUCache } from 'lru-cache'

export type AnswerBoard = {
  /** Until the flow has answered, no answer can be hoped for, or the deadline has passed. */
  wait(target: AwaitedAnswer, deadlineMs: number): Promise<AnswerOutlook>
  tell(deliveryId: string): void
}

export type AwaitedAnswer = {
  workspaceId: string
  deliveryId: string
  /** Accepted just now, by this very call: nobody can have answered before they were told of it. */
  isNew: boolean
}

/** One query a workspace for all who wait. A flow that is paused tells nobody: its callers hear of it by this. */
const POLL_MS = 250
/** A flow may answer before its caller begins to wait: whom that was about is remembered for a while. */
const TOLD = { max: 20_000, ttl: 30_000 }

type Waiting = AwaitedAnswer & {
  settle: (outlook: AnswerOutlook) => void
  fail: (error: unknown) => void
  until: number
}

/** Waits for answers of flows: woken by a notification, with a slow poll for those that were lost. */
export function createAnswerBoard(db: Database): AnswerBoard {
  const waiting = new Set<Waiting>()
  const due = new Set<Waiting>()
  const told = new LRUCache<string, true>(TOLD)
  let looking = false
  let polling = false

  const look = async () => {
    looking = false
    const batch = [...due]
    due.clear()
    const workspaces = Map.groupBy(batch, ({ workspaceId }) => workspaceId)
    await Promise.all([...workspaces].map(([workspaceId, those]) => settleSome(db, workspaceId, those)))
  }
  const soon = (one: Waiting) => {
    due.add(one)
    // Those that are told of in the same turn are read together.
    if (!looking) setImmediate(() => void look())
    looking = true
  }
  const pollLater = () => {
    if (polling || waiting.size === 0) return
    polling = true
    setTimeout(() => {
      polling = false
      for (const one of waiting) soon(one)
      pollLater()
    }, POLL_MS)
  }

  return {
    tell(deliveryId) {
      told.set(deliveryId, true)
      for (const one of waiting) if (one.deliveryId === deliveryId) soon(one)
    },
    wait(target, deadlineMs) {
      const { promise, resolve, reject } = Promise.withResolvers<AnswerOutlook>()
      const one = { ...target, settle: resolve, fail: reject, until: performance.now() + deadlineMs }
      waiting.add(one)
      const late = setTimeout(() => soon(one), deadlineMs)
      if (!target.isNew || told.has(target.deliveryId)) soon(one)
      pollLater()
      return promise.finally(() => {
        clearTimeout(late)
        waiting.delete(one)
      })
    },
  }
}

async function settleSome(db: Database, workspaceId: string, those: Waiting[]): Promise<void> {
  try {
    const ids = [...new Set(those.map(({ deliveryId }) => deliveryId))]
    const outlooks = await loadAnswers(db, workspaceId, ids)
    for (const one of those) {
      const outlook = outlooks[ids.indexOf(one.deliveryId)]
      if (outlook && (!outlook.open || performance.now() >= one.until)) one.settle(outlook)
    }
  } catch (error) {
    for (const one of those) one.fail(error)
  }
}
