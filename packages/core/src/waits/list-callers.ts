import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

/** A flow whose live version calls another. */
export type Caller = { id: string; name: string; enabled: boolean }

/** Flows that would fail without the one they call: to be told before it is switched off or archived. */
export async function listCallers(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<Caller[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadCallers(tx, input.flowId)))
}

const loadCallers = (tx: Queries, flowId: string): Promise<Caller[]> =>
  tx
    .select({ id: flow.id, name: flow.name, enabled: flow.enabled })
    .from(flow)
    .innerJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
    .where(
      and(
        isNull(flow.archivedAt),
        sql`jsonb_path_exists(${flowVersion.document}, '$.steps[*] ? (@.kind == "subflow" && @.flowId == $id)', jsonb_build_object('id', ${flowId}::text))`,
      ),
    )
    .orderBy(asc(flow.name))
