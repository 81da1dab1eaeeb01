import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { desc, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

export type ApiKeyView = {
  id: string
  name: string
  /** First characters, to tell keys apart. */
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** Those that are not revoked, newest first. */
export async function listApiKeys(ctx: CoreContext, principal: Principal): Promise<Result<ApiKeyView[]>> {
  const allowed = authorise(principal, 'api_key.read')
  if (!allowed.ok) return allowed
  const rows = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select({
        id: apiKey.id,
        name: apiKey.name,
        prefix: apiKey.prefix,
        scopes: apiKey.scopes,
        createdAt: apiKey.createdAt,
        expiresAt: apiKey.expiresAt,
        lastUsedAt: apiKey.lastUsedAt,
      })
      .from(apiKey)
      .where(isNull(apiKey.revokedAt))
      .orderBy(desc(apiKey.createdAt)),
  )
  return ok(rows)
}
