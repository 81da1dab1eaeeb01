import type { Client } from '@temporalio/client'
import type { ClientBase, Pool } from 'pg'
import { judge, type Verdict } from './check/judge.ts'
import { readPlatform } from './check/read-platform.ts'
import { readStrayWorkflows } from './check/read-stray-workflows.ts'
import { readVendors, type SandboxAccess } from './check/read-vendors.ts'
import type { Journal } from './journal.ts'

export type Checked = {
  /** As the owner or a superuser, to whom row-level security hides nothing. */
  db: Pool | ClientBase
  engine: Client
  sandbox: SandboxAccess
  statesFlowId: string
  journal: Journal
  stockBefore: number
  /** How long a workflow may outlive its run. */
  graceMs?: number
}

/**
 * Decides, from outside, what became of every event that was sent. It shares no code with what it checks: it reads the
 * database with plain SQL, the engine's list of workflows, the vendors over HTTP, and what the sender wrote down.
 */
export async function check(checked: Checked): Promise<Verdict> {
  const { db, engine, sandbox, statesFlowId, journal, stockBefore, graceMs } = checked
  const strays = await readStrayWorkflows(db, engine, graceMs)
  const platform = await readPlatform(db, { workspaceId: sandbox.workspaceId, statesFlowId })
  platform.orphans.push({
    what: `workflows that go on for runs that have ended: ${strays.join(', ')}`,
    count: strays.length,
  })
  const vendors = await readVendors(sandbox)
  return judge({ journal, platform, vendors, stockBefore })
}

/** Nothing lost, stuck, doubled, out of order, orphaned or contradictory. What is explained is the caller's to weigh. */
export function isClean(verdict: Verdict): boolean {
  const { lost, stuck, doubled, outOfOrder, orphaned, contradictions } = verdict
  return [lost, stuck, doubled, outOfOrder, orphaned, contradictions].every((findings) => findings.length === 0)
}
