export type ChangeKind = 'new' | 'changed' | 'gone'

/** One thing that a draft has made different, as a person would tell it. */
export type Change = {
  id: string
  /** Null for notes and for how the canvas is laid out. */
  stepId: string | null
  stepName: string
  kind: ChangeKind
  /** A sentence without its full stop, after the step's name: "Recipient phone comes from Shipping address › Phone". */
  now: string
  /** What stood in its place: "Order › Phone"; null where nothing did. */
  before: string | null
  /** Ids of changes that cannot be left out when this one is taken over, theirs included. */
  needs: string[]
  /** Ids of its parts, for asking who made them. */
  parts: string[]
}
