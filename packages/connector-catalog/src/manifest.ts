import { type ConnectorManifest, readManifests } from '@patchbay/connector-sdk/manifest'
import json from './generated/manifest.json' with { type: 'json' }

/** Every connector as data, by id; loads no connector's code. */
export const manifests: Record<string, ConnectorManifest> = readManifests(json)
