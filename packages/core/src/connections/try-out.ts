import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { eq, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'

type ConnectionRow = typeof connection.$inferSelect

export type Replacement = { secretId: string; settings: Record<string, Json>; method: 'key' | 'sign_in' }

/**
 * Tests a credential on a connection of its own that revokes itself, so that no running step ever uses an untried one.
 * `secretId`: tokens may have been renewed while it was tried.
 */
export async function tryOut(
  ctx: CoreContext,
  found: ConnectionRow,
  replacement: Replacement,
): Promise<{ result: ConnectionTestResult; secretId: string }> {
  const trialId = newId()
  const { workspaceId, connector, name, environment, origin } = found
  await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.insert(connection).values({
      id: trialId,
      workspaceId,
      connector,
      name,
      environment,
      origin,
      ...replacement,
      // Lists leave it out at once; calls may use it for as long as a test can take.
      revokedAt: sql`now() + interval '1 minute'`,
    }),
  )
  let last: string | null = null
  let result: ConnectionTestResult
  try {
    result = await ctx.engine.testConnection({ workspaceId, connectionId: trialId })
  } finally {
    const [gone] = await inWorkspace(ctx.db, workspaceId, (tx) =>
      tx.delete(connection).where(eq(connection.id, trialId)).returning({ secretId: connection.secretId }),
    )
    last = gone?.secretId ?? null
  }
  return { result, secretId: last ?? replacement.secretId }
}
