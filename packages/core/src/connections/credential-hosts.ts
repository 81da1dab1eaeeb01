import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'

/**
 * Hosts that a credential may go to. Live: those of the manifest, `{field}` taken from the connection's settings, or
 * where the person gives the address that address. Sandbox: its origin alone, port included.
 */
export function credentialHosts(
  manifest: ConnectorManifest,
  connection: { origin: string | null; settings: Record<string, Json> },
): string[] {
  if (connection.origin !== null) return [new URL(connection.origin).host]
  const named = manifest.hosts.map((host) => fill(host, connection.settings))
  const typed = connection.settings['baseUrl']
  if (manifest.baseUrl === null && typeof typed === 'string' && URL.canParse(typed)) named.push(new URL(typed).host)
  return [...new Set(named.filter((host) => host !== ''))].map((host) => host.toLowerCase())
}

const fill = (template: string, settings: Record<string, Json>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = settings[name]
    return typeof value === 'string' || typeof value === 'number' ? hostOnly(String(value)) : ''
  })

// A person may type a whole address where a host is asked for.
const hostOnly = (typed: string): string => typed.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '')
