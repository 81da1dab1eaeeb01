import type { ErasureCounts, ErasureState, erasure } from '@patchbay/db/schema'
import { PASS_COUNT } from './passes.ts'

export type ErasureView = {
  id: string
  kind: 'email' | 'id'
  /** Whom it is about; null once it is over: then nobody knows any more. */
  value: string | null
  fingerprint: string
  state: ErasureState
  /** 0 to 1, of what is under way. */
  progress: number
  /** Rows by table: where the person is told of, and what has been erased. */
  found: ErasureCounts
  erased: ErasureCounts
  /** Flows and settings that name the person, which only a person can change. */
  mentions: ErasureCounts
  /** Runs, events and mails under way that it waits for. */
  left: number
  requestedBy: string
  requestedAt: Date
  finishedAt: Date | null
  /** Why it does not get on; it is tried again. */
  trouble: string | null
}

export const toErasureView = (row: typeof erasure.$inferSelect): ErasureView => ({
  id: row.id,
  kind: row.kind,
  value: row.value,
  fingerprint: row.fingerprint,
  state: row.state,
  progress: row.state === 'done' || row.state === 'counted' ? 1 : row.position.pass / PASS_COUNT,
  found: row.found,
  erased: row.erased,
  mentions: row.mentions,
  left: row.openRuns.length,
  requestedBy: row.requestedBy,
  requestedAt: row.requestedAt,
  finishedAt: row.finishedAt,
  trouble: row.lastError,
})
