import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { authorise } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkSettings, KEPT_DAYS, type SettingsChange } from './workspace-settings.ts'

type Row = typeof workspace.$inferSelect

/**
 * Changes what is given and leaves the rest. Steps that have not begun see it, in runs under way too; what a step has
 * sent is not changed by it.
 */
export async function updateSettings(
  ctx: TeamContext,
  principal: Principal,
  input: SettingsChange,
): Promise<Result<null>> {
  const allowed = authorise(principal, 'workspace.change')
  if (!allowed.ok) return allowed
  const wrong = checkSettings(input)
  if (wrong !== null) return wrong
  const { workspaceId } = principal
  const change = { ...input, ...(input.name === undefined ? {} : { name: input.name.trim() }) }
  return inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const [before] = await tx.select().from(workspace).where(eq(workspace.id, workspaceId)).for('update')
    if (before === undefined) return fail('not_found', 'This workspace does not exist any more.')
    const changed = differences(before, change)
    if (Object.keys(changed).length === 0) return ok(null)
    await tx.update(workspace).set(change).where(eq(workspace.id, workspaceId))
    if (change.name !== undefined) await ctx.people.renameWorkspace(tx, { id: workspaceId, name: change.name })
    await writeAudit(tx, principal, {
      action: 'workspace.change',
      subjectKind: 'workspace',
      subjectId: workspaceId,
      detail: changed,
    })
    return ok(null)
  })
}

/** Old and new by setting; of variables the names only, since a value may be what nobody else is to read in a list. */
function differences(before: Row, { variables, ...change }: SettingsChange): JsonObject {
  const changed: JsonObject = {}
  for (const field of ['name', 'timeZone', 'currency', 'runsAtOnce', ...KEPT_DAYS] as const) {
    const next = change[field]
    if (next !== undefined && next !== before[field]) changed[field] = { from: before[field], to: next }
  }
  if (variables === undefined) return changed
  const names = [...new Set([...Object.keys(before.variables), ...Object.keys(variables)])].sort()
  const touched = names.filter((one) => before.variables[one] !== variables[one])
  if (touched.length > 0) changed['variables'] = touched
  return changed
}
