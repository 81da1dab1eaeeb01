import { createHash } from 'node:crypto'

/**
 * Names one intended effect: the same for every attempt of a generation, whichever epoch makes it, and different for
 * a replayed event. 40 hex characters fit every vendor's limit.
 */
export function idempotencyKey(of: {
  workspaceId: string
  deliveryId: string
  itemIndex: number
  stepId: string
  iteration: string
  generation: number
}): string {
  const parts = [of.workspaceId, of.deliveryId, of.itemIndex, of.stepId, of.iteration, of.generation]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
}
