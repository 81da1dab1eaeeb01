import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { manifestOf } from '../connectors/manifests.ts'

/** How people sign in to a connector's vendor; null where they cannot. */
export function oauthOf(connector: string): { title: string; oauth: OAuthManifest } | null {
  const manifest = manifestOf(connector)
  return manifest?.auth.oauth === undefined ? null : { title: manifest.title, oauth: manifest.auth.oauth }
}
