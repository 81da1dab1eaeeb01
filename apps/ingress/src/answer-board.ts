import { type AnswerOutlook, loadAnswers } from '@patchbay/core/inbox/load-answer'
import type { Database } from '@patchbay/db/database'
import { LRUCache } from 'lru-cache'

export type AnswerBoard = {
  /** Until the flow has answered, no answer can be hoped for, or the deadline has passed. */
  wait(target: AwaitedAnswer, deadlineMs: number): Promise<AnswerOutlook>
  tell(deliveryId: string): void
  /** Nobody waits any more, now or later: whoever did hears that there is no answer yet. */
  letGo(): void
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

/** A look that takes longer has lost its connection, perhaps: the next one is not to wait for it. */
const LOOK_MS = 5_000
/** A look at the database that takes longer than this at the deadline is not waited for. */
const LAST_LOOK_MS = 1_000
/** Its event is stored: whatever goes wrong from there on, the caller must not be told to send it again. */
const NOT_YET: AnswerOutlook = { answer: null, open: true, words: 'The flow has not answered yet.' }

type Waiting = AwaitedAnswer & { settle: (outlook: AnswerOutlook) => void; until: number }

/**
 * Waits for answers of flows: woken by a notification, with a slow poll for those that were lost. A look that fails ends
 * no wait.
 */
export function createAnswerBoard(db: Database, onError: (error: unknown) => void): AnswerBoard {
  const waiting = new Set<Waiting>()
  const due = new Set<Waiting>()
  /** Workspaces that are being read: while the database is slow, looks must not pile up. */
  const asking = new Set<string>()
  /** Of these a look hangs. The next one is waited for however long it takes: each that hangs holds a connection. */
  const hanging = new Set<string>()
  const told = new LRUCache<string, true>(TOLD)
  let looking = false
  let polling = false
  let over = false

  const look = () => {
    looking = false
    const batch = [...due].filter(({ workspaceId }) => !asking.has(workspaceId))
    for (const one of batch) due.delete(one)
    for (const [workspaceId, those] of Map.groupBy(batch, (one) => one.workspaceId)) void ask(workspaceId, those)
  }
  const lookSoon = () => {
    // Those that are told of in the same turn are read together.
    if (!looking) setImmediate(look)
    looking = true
  }
  const ask = async (workspaceId: string, those: Waiting[]) => {
    asking.add(workspaceId)
    const look = settleSome(db, workspaceId, those).catch(onError)
    if (hanging.has(workspaceId)) await look
    else if (!(await isOverWithin(LOOK_MS, look))) {
      hanging.add(workspaceId)
      void look.then(() => hanging.delete(workspaceId))
      onError(new Error(`A look for answers took longer than ${LOOK_MS} ms.`))
    }
    asking.delete(workspaceId)
    if (due.size > 0) lookSoon()
  }
  const soon = (one: Waiting) => {
    due.add(one)
    lookSoon()
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
    letGo() {
      over = true
      for (const one of waiting) one.settle(NOT_YET)
    },
    async wait(target, deadlineMs) {
      if (over) return NOT_YET
      const { promise, resolve } = Promise.withResolvers<AnswerOutlook>()
      const one = { ...target, settle: resolve, until: performance.now() + deadlineMs }
      waiting.add(one)
      let last: NodeJS.Timeout | undefined
      const late = setTimeout(() => {
        soon(one)
        // Begun here: after a standstill both would be over, and the look would have had no time.
        last = setTimeout(() => resolve(NOT_YET), LAST_LOOK_MS)
      }, deadlineMs)
      if (!target.isNew || told.has(target.deliveryId)) soon(one)
      pollLater()
      return promise.finally(() => {
        clearTimeout(late)
        clearTimeout(last)
        waiting.delete(one)
        due.delete(one)
      })
    },
  }
}

async function settleSome(db: Database, workspaceId: string, those: Waiting[]): Promise<void> {
  const ids = [...new Set(those.map(({ deliveryId }) => deliveryId))]
  const outlooks = await loadAnswers(db, { workspaceId, deliveryIds: ids })
  for (const one of those) {
    const outlook = outlooks[ids.indexOf(one.deliveryId)]
    if (outlook && (!outlook.open || performance.now() >= one.until)) one.settle(outlook)
  }
}

async function isOverWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), ms)
  const over = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return over
}
