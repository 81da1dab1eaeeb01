import { inWorkspace } from '@patchbay/db/in-workspace'
import type { FlowDocument } from '@patchbay/flow/document'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { loadConnectionChoices } from './connection-choices.ts'
import { describeStart } from './describe-start.ts'
import { connectorOf } from './document-connections.ts'
import { type ConnectionToChoose, planOf } from './plan-import.ts'
import { fileOf } from './templates/file-of.ts'
import { templates } from './templates/templates.ts'
import { triggerStepOf } from './trigger-of.ts'

export type TemplateView = {
  id: string
  title: string
  description: string
  folder: string
  /** "When an order is paid", "Every day at 08:00". */
  start: string
  connectors: string[]
  connections: ConnectionToChoose[]
  document: FlowDocument
}

/** The gallery, with what this workspace would have to choose for each. */
export async function listTemplates(ctx: CoreContext, principal: Principal): Promise<Result<TemplateView[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  const choices = await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadConnectionChoices(tx, principal))
  return ok(
    templates.map(({ id, title, description, folder, document }) => {
      const trigger = triggerStepOf(document)
      return {
        id,
        title,
        description,
        folder,
        start: trigger === null ? '' : describeStart(trigger.trigger),
        connectors: [...new Set(document.steps.flatMap((step) => connectorOf(step) ?? []))],
        connections: planOf(fileOf({ title, document }), choices).connections,
        document,
      }
    }),
  )
}
