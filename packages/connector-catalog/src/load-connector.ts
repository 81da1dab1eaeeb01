import type { Connector } from '@patchbay/connector-sdk'
import { loaders } from './generated/loaders.ts'

/** A connector's code, loaded on first use; `null` when the catalogue has none of that id. */
export async function loadConnector(id: string): Promise<Connector | null> {
  return Object.hasOwn(loaders, id) ? ((await loaders[id]?.()) ?? null) : null
}

export const connectorIds: readonly string[] = Object.keys(loaders)
