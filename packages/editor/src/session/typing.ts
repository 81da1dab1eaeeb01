import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import type { RemoteChange } from './session-types.ts'

/**
 * What somebody is typing and is no change yet. `meant`: the draft as it was at the first key, with what they did
 * themselves since. `changes`: what others did since, as far as known; null when they did nothing.
 */
export type Begun = { meant: FlowDocument; changes: readonly RemoteChange[] | null }
export type Typing = ReadonlyMap<object, Begun>

/** After an own change. */
export function followed(typing: Typing, operation: Operation): Typing {
  if (typing.size === 0) return typing
  const next = [...typing].map(([key, begun]): [object, Begun] => {
    const applied = apply(begun.meant, operation)
    return [key, applied.ok ? { ...begun, meant: applied.value } : begun]
  })
  return new Map(next)
}

/** After others' changes. */
export function overtaken(typing: Typing, changes: readonly RemoteChange[]): Typing {
  if (typing.size === 0) return typing
  const next = [...typing].map(([key, begun]): [object, Begun] => {
    return [key, { ...begun, changes: [...(begun.changes ?? []), ...changes] }]
  })
  return new Map(next)
}
