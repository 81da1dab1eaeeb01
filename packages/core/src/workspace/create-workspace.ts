import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import type { CoreContext } from '../context.ts'
import type { SandboxPort } from '../ports/sandbox.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { layOutSandbox } from './lay-out-sandbox.ts'
import { createSandboxPort } from './sandbox-http.ts'

export type NewWorkspace = {
  id: string
  name: string
  timeZone: string
  /** ISO 4217. */
  currency?: string
  owner: Principal
}

/**
 * A workspace with its sandbox, if this Patchbay has one. Safe to call again: what is there stays. A sandbox that does
 * not answer leaves the workspace without one until `ensureSandbox` is called.
 */
export async function createWorkspace(
  ctx: CoreContext,
  input: NewWorkspace,
  sandbox: SandboxPort | null = ctx.settings.sandbox && createSandboxPort(ctx.settings.sandbox),
): Promise<Result<{ id: string; sandbox: boolean }>> {
  const { id, name, timeZone, currency = 'EUR' } = input
  await inWorkspace(ctx.db, id, (tx) =>
    tx.insert(workspace).values({ id, name, timeZone, currency }).onConflictDoNothing(),
  )
  if (sandbox === null) return ok({ id, sandbox: false })
  const laidOut = await layOutSandbox(ctx, input.owner, sandbox)
  return ok({ id, sandbox: laidOut.ok })
}
