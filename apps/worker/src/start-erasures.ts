import { randomUUID } from 'node:crypto'
import { ERASURE_LEASE_MS } from '@patchbay/core/erasure/erasure-job'
import { workErasure } from '@patchbay/core/erasure/work-erasure'
import type { Database } from '@patchbay/db/database'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { type Loop, startLoop } from './loop.ts'

const POLL_MS = 5_000
/** A turn ends after this long, or when the worker is to stop. Its lease is given back with it. */
const TURN_MS = 10_000

/** Takes people out of what is stored, as somebody has asked: one erasure at a time, batch by batch. */
export function startErasures(db: Database, onError: (error: unknown) => void): Loop {
  return startLoop(
    POLL_MS,
    async (mayGoOn) => {
      const leaseId = randomUUID()
      const leased = await leaseErasure(db, leaseId, ERASURE_LEASE_MS)
      if (leased === null) return false
      const until = performance.now() + TURN_MS
      return workErasure(db, { ...leased, leaseId }, () => mayGoOn() && performance.now() < until)
    },
    onError,
  )
}
