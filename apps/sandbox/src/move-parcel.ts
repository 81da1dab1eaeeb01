import { z } from 'zod'
import { ControlError, parseBody } from './control-error.ts'
import { simulators } from './simulators.ts'
import type { Workspace } from './workspaces.ts'

const moveRequest = z.strictObject({
  trackingCode: z.string(),
  status: z.enum(['pre_transit', 'in_transit', 'out_for_delivery', 'delivered', 'return_to_sender', 'failure']),
})

/** The carrier scans a parcel whose label was bought; EasyPost tells of it where it was asked to. */
export function moveParcel(workspace: Workspace, body: unknown): { ok: true } {
  const { trackingCode, status } = parseBody(moveRequest, body)
  const moved = simulators.easypost.commands.moveParcel(workspace.hostOf('easypost'), { trackingCode, status })
  if (moved === null) throw new ControlError(404, 'not_found', `The carrier knows no parcel ${trackingCode}.`)
  return { ok: true }
}
