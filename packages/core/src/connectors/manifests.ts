import { manifests } from '@patchbay/connector-catalog/manifest'
import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'

/** Every connector as data, by id. */
export const connectorManifests: Record<string, ConnectorManifest> = manifests

export const manifestOf = (id: string): ConnectorManifest | null =>
  Object.hasOwn(connectorManifests, id) ? (connectorManifests[id] ?? null) : null

/** Its title for a person; the id itself where the connector is gone. */
export const connectorTitle = (id: string): string => manifestOf(id)?.title ?? id
