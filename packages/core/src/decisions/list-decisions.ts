import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision } from '@patchbay/db/schema'
import { eq, ne } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { DecisionView } from '../read-models.ts'
import { ok, type Result } from '../result.ts'
import { loadDecisions } from './load-decisions.ts'

/** `decided` holds those, too, that their run's end made needless. */
export async function listDecisions(
  ctx: CoreContext,
  principal: Principal,
  input: { state: 'open' | 'decided' },
): Promise<Result<DecisionView[]>> {
  const allowed = authorise(principal, 'decision.read')
  if (!allowed.ok) return allowed
  const where = input.state === 'open' ? eq(decision.state, 'open') : ne(decision.state, 'open')
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadDecisions(tx, where)))
}
