import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'

export type ChangeContext = {
  manifests: Readonly<Record<string, ConnectorManifest>>
  /** Names of accounts; one that is not in it is told of as gone. */
  connections: readonly { id: string; name: string }[]
  /** Names of other flows and of people, where they are known. */
  flows?: readonly { id: string; name: string }[]
  people?: readonly { id: string; name: string }[]
}

/** "Recipient phone" + "comes from" + "Order › Phone": two of them side by side tell a change. */
export type PropertyWords = { subject: string; verb: string; words: string }
