import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { CoreContext } from '../context.ts'
import { credentialHosts } from './credential-hosts.ts'

/** Hosts that a connection's credential may go to, where the operator says that a vendor is elsewhere included. */
export function credentialHostsOf(
  ctx: Pick<CoreContext, 'settings'>,
  manifest: ConnectorManifest,
  connection: { environment: 'live' | 'sandbox'; origin: string | null; settings: Record<string, Json> },
): string[] {
  const mapped = connection.environment === 'live' ? ctx.settings.vendorOrigins[manifest.id] : undefined
  return credentialHosts(manifest, { settings: connection.settings, origin: connection.origin ?? mapped ?? null })
}
