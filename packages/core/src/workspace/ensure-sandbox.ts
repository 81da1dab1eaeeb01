import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { can } from '../people/permissions.ts'
import type { SandboxPort } from '../ports/sandbox.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { layOutSandbox } from './lay-out-sandbox.ts'
import { createSandboxPort } from './sandbox-http.ts'

/**
 * Makes good what signing up could not: a sandbox that did not answer then is laid out when somebody who may change the
 * workspace comes by. Cheap where it is there already. `ready: false` when it still is not.
 */
export async function ensureSandbox(
  ctx: CoreContext,
  principal: Principal,
  port: SandboxPort | null = ctx.settings.sandbox && createSandboxPort(ctx.settings.sandbox),
): Promise<Result<{ ready: boolean }>> {
  if (port === null) return ok({ ready: false })
  const { workspaceId } = principal
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.select({ readyAt: workspace.sandboxReadyAt }).from(workspace).where(eq(workspace.id, workspaceId)),
  )
  if (found === undefined) return ok({ ready: false })
  if (found.readyAt !== null) return ok({ ready: true })
  if (!can(principal, 'workspace.change')) return ok({ ready: false })
  const laidOut = await layOutSandbox(ctx, principal, port)
  if (laidOut.ok) return ok({ ready: true })
  return laidOut.error.code === 'unavailable' ? ok({ ready: false }) : laidOut
}
