/** What the canvas needs of a connector's manifest; the whole manifest fits. */
export type ConnectorWords = {
  title: string
  actions: Readonly<Record<string, ActionWords>>
  triggers: Readonly<Record<string, { title: string }>>
}

export type ActionWords = {
  title: string
  effect: 'pure' | 'read' | 'create' | 'upsert' | 'delete'
  idempotency: { kind: 'key' | 'natural' | 'lookup' | 'none' }
  /** With places for values: "Tag the order {orderId} with {tags}". */
  sentence?: string
  fields?: readonly FieldWords[]
}

export type FieldWords = {
  name: string
  label: string
  type: string
  required: boolean
  rare?: boolean
  choices?: readonly { value: string; label: string }[]
}

/** By connector id. */
export type Manifests = Readonly<Record<string, ConnectorWords>>
