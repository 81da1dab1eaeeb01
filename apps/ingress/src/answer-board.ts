import { type AnswerOutlook, loadAnswer } from '@patchbay/core/inbox/load-answer'
import type { Database } from '@patchbay/db/database'

export type AnswerBoard = {
  /** Until the flow has answered, no answer can be hoped for, or the deadline has passed. */
  wait(target: { workspaceId: string; deliveryId: string }, deadlineMs: number): Promise<AnswerOutlook>
  tell(deliveryId: string): void
}

const POLL_MS = 1_000

/** Waits for answers of flows: woken by a notification, with a slow poll for those that were lost. */
export function createAnswerBoard(db: Database): AnswerBoard {
  const waiting = new Map<string, Set<() => void>>()
  return {
    tell(deliveryId) {
      for (const wake of waiting.get(deliveryId) ?? []) wake()
    },
    async wait({ workspaceId, deliveryId }, deadlineMs) {
      const until = performance.now() + deadlineMs
      for (;;) {
        const told = nextTelling(waiting, deliveryId, Math.min(POLL_MS, Math.max(0, until - performance.now())))
        const outlook = await loadAnswer(db, workspaceId, deliveryId)
        if (!outlook.open || performance.now() >= until) {
          told.cancel()
          return outlook
        }
        await told.promise
      }
    },
  }
}

/** Registered before the row is read, so that an answer in between is not missed. */
function nextTelling(waiting: Map<string, Set<() => void>>, deliveryId: string, timeoutMs: number) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wakers = waiting.get(deliveryId) ?? new Set()
  waiting.set(deliveryId, wakers)
  const cancel = () => {
    clearTimeout(timer)
    wakers.delete(cancel)
    if (wakers.size === 0) waiting.delete(deliveryId)
    resolve()
  }
  wakers.add(cancel)
  const timer = setTimeout(cancel, timeoutMs)
  return { promise, cancel }
}
