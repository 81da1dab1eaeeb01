import type { ClientBase, Pool } from 'pg'
import { judge, type Verdict } from './check/judge.ts'
import { readPlatform } from './check/read-platform.ts'
import { readVendors, type SandboxAccess } from './check/read-vendors.ts'
import type { Journal } from './journal.ts'

export type Checked = {
  /** As the owner or a superuser, to whom row-level security hides nothing. */
  db: Pool | ClientBase
  sandbox: SandboxAccess
  statesFlowId: string
  journal: Journal
  stockBefore: number
}

/**
 * Decides, from outside, what became of every event that was sent. It shares no code with what it checks: it reads the
 * database with plain SQL, the vendors over HTTP, and what the sender wrote down.
 */
export async function check({ db, sandbox, statesFlowId, journal, stockBefore }: Checked): Promise<Verdict> {
  const platform = await readPlatform(db, { workspaceId: sandbox.workspaceId, statesFlowId })
  const vendors = await readVendors(sandbox)
  return judge({ journal, platform, vendors, stockBefore })
}

/** Nothing lost, stuck, doubled, out of order, orphaned or contradictory. */
export function isClean(verdict: Verdict): boolean {
  const { lost, stuck, doubled, outOfOrder, orphaned, contradictions } = verdict
  return [lost, stuck, doubled, outOfOrder, orphaned, contradictions].every((findings) => findings.length === 0)
}
