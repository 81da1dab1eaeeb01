import type { FlowDocument } from '@patchbay/flow/document'

/** A flow of the gallery. Its steps have no connections: those are chosen when it becomes a flow. */
export type Template = {
  id: string
  /** What it does, as a name: "New order over 100: tell the team". */
  title: string
  /** When and what for, in one or two sentences. */
  description: string
  folder: string
  document: FlowDocument
}
