import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** What others in the same draft are shown of a person. */
export type Presence = {
  id: string
  name: string
  /** On the canvas, in its pixels. */
  cursor: { x: number; y: number } | null
  /** The step whose settings they have open. */
  stepId: string | null
  /** They have left: their arrow goes at once instead of fading. */
  gone: boolean
}

/** Tells others in this workspace where somebody is. Nothing is stored; who says nothing for 10 s is taken as gone. */
export async function tellPresence(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string } & Pick<Presence, 'cursor' | 'stepId'> & { gone?: boolean | undefined },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Only people are shown in a draft.')
  const { flowId, cursor, stepId, gone = false } = input
  const presence: Presence = { id: principal.userId, name: principal.name.slice(0, 80), cursor, stepId, gone }
  // Encoded, since names hold colons; far below the 8000 bytes that a notification may have.
  const told = Buffer.from(JSON.stringify(presence)).toString('base64url')
  ctx.notify('patchbay_live', `${principal.workspaceId}:presence:${flowId}:${told}`)
  return ok(null)
}
