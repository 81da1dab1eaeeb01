import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { connectorManifests } from './manifests.ts'

/** By title. */
export async function listConnectors(_ctx: CoreContext, principal: Principal): Promise<Result<ConnectorManifest[]>> {
  const allowed = authorise(principal, 'connector.read')
  if (!allowed.ok) return allowed
  return ok(Object.values(connectorManifests).toSorted((a, b) => a.title.localeCompare(b.title)))
}
