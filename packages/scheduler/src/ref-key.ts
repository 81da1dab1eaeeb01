import type { NodeRef } from './host.ts'

/** Names a step in one iteration. */
export function refKey(ref: NodeRef): string {
  return `${ref.node}/${ref.iteration.join('.')}`
}
