import type { Manifests } from '@patchbay/editor/manifests'
import type { ConnectorManifest } from '../../trpc/types.ts'

export function manifestsById(list: readonly ConnectorManifest[]): Manifests {
  return Object.fromEntries(list.map((manifest) => [manifest.id, manifest]))
}
