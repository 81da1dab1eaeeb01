import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { authorise } from './permissions.ts'
import type { TeamContext } from './team-context.ts'

export type MemberKey = { id: string; name: string; lastUsedAt: Date | null }

/** API keys that somebody made and that work: asked about before they are removed. */
export async function keysOfMember(
  ctx: TeamContext,
  principal: Principal,
  input: { userId: string },
): Promise<Result<MemberKey[]>> {
  const allowed = authorise(principal, 'api_key.read')
  if (!allowed.ok) return allowed
  return ok(
    await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
      tx
        .select({ id: apiKey.id, name: apiKey.name, lastUsedAt: apiKey.lastUsedAt })
        .from(apiKey)
        .where(
          and(
            eq(apiKey.createdBy, input.userId),
            isNull(apiKey.revokedAt),
            or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
          ),
        )
        .orderBy(desc(apiKey.createdAt)),
    ),
  )
}
