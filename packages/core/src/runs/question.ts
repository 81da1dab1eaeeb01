import type { DecisionKind } from '@patchbay/db/schema'

/** What a person is asked of a step that stopped. */
export type Question = { kind: DecisionKind; text: string }
