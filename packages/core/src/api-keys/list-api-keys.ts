import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { desc, isNull } from 'drizzle-orm'
import { authorise } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

export type ApiKeyView = {
  id: string
  name: string
  /** First characters, to tell keys apart. */
  prefix: string
  scopes: string[]
  /** Who made it; null when that is not known. */
  createdBy: string | null
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** Those that are not revoked, newest first. */
export async function listApiKeys(ctx: TeamContext, principal: Principal): Promise<Result<ApiKeyView[]>> {
  const allowed = authorise(principal, 'api_key.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const rows = await tx
      .select({
        id: apiKey.id,
        name: apiKey.name,
        prefix: apiKey.prefix,
        scopes: apiKey.scopes,
        createdBy: apiKey.createdBy,
        createdAt: apiKey.createdAt,
        expiresAt: apiKey.expiresAt,
        lastUsedAt: apiKey.lastUsedAt,
      })
      .from(apiKey)
      .where(isNull(apiKey.revokedAt))
      .orderBy(desc(apiKey.createdAt))
    const makers = await ctx.people.names(
      tx,
      rows.flatMap(({ createdBy }) => createdBy ?? []),
    )
    return ok(rows.map((row) => ({ ...row, createdBy: makers.get(row.createdBy ?? '') ?? null })))
  })
}
