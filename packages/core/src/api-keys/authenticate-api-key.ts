import { findApiKey } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { hashApiKey } from './create-api-key.ts'

const SHAPE = /^pb_[A-Za-z0-9_-]{43}$/

/** Who a key acts as. Looked up by its hash, so that no comparison tells how much of a guess was right. */
export async function authenticateApiKey(
  ctx: Pick<CoreContext, 'db' | 'clock'>,
  key: string,
): Promise<Result<Principal>> {
  const found = SHAPE.test(key) ? await findApiKey(ctx.db, hashApiKey(key)) : null
  if (found === null) return fail('unauthenticated', 'This API key is not known. Check that it was copied whole.')
  if (found.revokedAt !== null) return fail('unauthenticated', `The API key "${found.name}" has been revoked.`)
  if (found.expiresAt !== null && found.expiresAt <= ctx.clock.now()) {
    return fail(
      'unauthenticated',
      `The API key "${found.name}" expired on ${found.expiresAt.toISOString().slice(0, 10)}.`,
    )
  }
  await inWorkspace(ctx.db, found.workspaceId, (tx) =>
    tx
      .update(apiKey)
      .set({ lastUsedAt: sql`now()` })
      // Once a minute is enough, and keeps a busy key from writing its row with every call.
      .where(and(eq(apiKey.id, found.id), sql`coalesce(${apiKey.lastUsedAt} < now() - interval '1 minute', true)`)),
  )
  const { id, name, workspaceId, scopes } = found
  return ok({ kind: 'api_key', keyId: id, name, workspaceId, scopes })
}
