import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** From this commit on the key opens nothing. */
export async function revokeApiKey(
  ctx: CoreContext,
  principal: Principal,
  input: { keyId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'api_key.revoke')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<null>> => {
    const [revoked] = await tx
      .update(apiKey)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKey.id, input.keyId), isNull(apiKey.revokedAt)))
      .returning({ name: apiKey.name })
    if (revoked === undefined) return fail('not_found', 'This API key does not exist in this workspace.')
    await writeAudit(tx, principal, {
      action: 'api_key.revoke',
      subjectKind: 'api_key',
      subjectId: input.keyId,
      detail: { name: revoked.name },
    })
    return ok(null)
  })
}
