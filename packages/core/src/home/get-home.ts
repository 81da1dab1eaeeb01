import { inWorkspace } from '@patchbay/db/in-workspace'
import { loadConnections } from '../connections/load-connections.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import type { Home } from './home.ts'
import { loadBusiest } from './load-busiest.ts'
import { loadDeliveryFigures, loadNow, loadRunFigures } from './load-figures.ts'
import { loadNeedsPerson } from './load-needs-person.ts'

/** How the workspace is doing, and what waits for a person. */
export async function getHome(
  ctx: CoreContext,
  principal: Principal,
  input: { window: '24h' | '7d' },
): Promise<Result<Home>> {
  const allowed = authorise(principal, 'home.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const { window } = input
    const runs = await loadRunFigures(tx, window)
    const deliveries = await loadDeliveryFigures(tx, window)
    const now = await loadNow(tx)
    const connections = await loadConnections(tx, principal)
    return ok({
      window,
      ...deliveries,
      ...runs,
      openRuns: now.openRuns,
      needsPerson: await loadNeedsPerson(tx, principal, connections),
      connections,
      busiest: await loadBusiest(tx, window),
      firstRun: !now.anyRun,
      engine: { reachable: !now.stuck, queued: now.queued },
    })
  })
}
