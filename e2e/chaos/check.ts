import type { ClientBase, Pool } from 'pg'
import { judge, type Verdict } from './check/judge.ts'
import { readPlatform } from './check/read-platform.ts'
import { readVendors, type SandboxAccess } from './check/read-vendors.ts'
import type { Journal } from './journal.ts'

export type Checked = {
  /** As the owner or a superuser, to whom row-level security hides nothing. */
  db: Pool | ClientBase
  sandbox: SandboxAccess
  journal: Journal
  stockBefore: number
}

/**
 * Decides, from outside, what became of every event that was sent. It shares no code with what it checks: it reads the
 * database with plain SQL, the vendors over HTTP, and what the sender wrote down.
 */
export async function check({ db, sandbox, journal, stockBefore }: Checked): Promise<Verdict> {
  const platform = await readPlatform(db, sandbox.workspaceId)
  const vendors = await readVendors(sandbox)
  return judge({ journal, platform, vendors, stockBefore })
}

/** Nothing lost, stuck, doubled or contradictory. */
export function isClean({ lost, stuck, doubled, contradictions }: Verdict): boolean {
  return lost.length + stuck.length + doubled.length + contradictions.length === 0
}
