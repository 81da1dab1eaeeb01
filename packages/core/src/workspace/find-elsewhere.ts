import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, flow, run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { TeamContext } from '../people/team-context.ts'
import type { Person } from '../ports/people.ts'
import { ok, type Result } from '../result.ts'

const TABLES = { flow, run, connection } as const

/**
 * Which other workspace of the person holds what a link names: links go on working for who belongs to several. Looks
 * only where the person is a member, so it tells nobody of what is not theirs.
 */
export async function findElsewhere(
  ctx: TeamContext,
  person: Person,
  input: { kind: keyof typeof TABLES; id: string; here: string | null },
): Promise<Result<{ workspaceId: string; name: string } | null>> {
  const table = TABLES[input.kind]
  for (const { id, name } of await ctx.people.workspacesOf(person.id)) {
    if (id === input.here) continue
    const rows = await inWorkspace(ctx.db, id, (tx) =>
      tx.select({ id: table.id }).from(table).where(eq(table.id, input.id)).limit(1),
    )
    if (rows.length > 0) return ok({ workspaceId: id, name })
  }
  return ok(null)
}
