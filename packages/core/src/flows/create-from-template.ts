import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, type Result } from '../result.ts'
import { loadConnectionChoices } from './connection-choices.ts'
import { choose } from './import-flow.ts'
import { insertFlow } from './insert-flow.ts'
import { readFlowName } from './read-flow-name.ts'
import { fileOf } from './templates/file-of.ts'
import { templates } from './templates/templates.ts'

/** A draft from the gallery. Where the workspace has only one connection for an app, that one is taken unless another is named. */
export async function createFromTemplate(
  ctx: CoreContext,
  principal: Principal,
  input: { templateId: string; name?: string | undefined; connections?: Record<string, string | null> | undefined },
): Promise<Result<{ id: string; revision: number }>> {
  const allowed = authorise(principal, 'flow.create')
  if (!allowed.ok) return allowed
  const template = templates.find(({ id }) => id === input.templateId)
  if (template === undefined) return fail('not_found', 'This template does not exist.')
  const name = readFlowName(input.name ?? template.title)
  if (!name.ok) return name
  const { workspaceId } = principal
  const created = await inWorkspace(
    ctx.db,
    workspaceId,
    async (tx): Promise<Result<{ id: string; revision: number }>> => {
      const chosen = choose(fileOf(template), await loadConnectionChoices(tx, principal), {
        connections: input.connections,
      })
      if (!chosen.ok) return chosen
      const [own] = await tx
        .select({ timeZone: workspace.timeZone })
        .from(workspace)
        .where(eq(workspace.id, workspaceId))
      const document = inTimeZone(chosen.value, own?.timeZone ?? 'UTC')
      const audit = { action: 'flow.create', detail: { template: template.id } } as const
      return insertFlow(tx, principal, { name: name.value, folder: template.folder, document, audit })
    },
  )
  if (created.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${created.value.id}`)
  return created
}

/** "Every morning at 8" means the shop's morning. */
function inTimeZone(document: FlowDocument, timeZone: string): FlowDocument {
  return {
    ...document,
    steps: document.steps.map((step) => {
      if (step.kind !== 'trigger' || step.trigger.type !== 'schedule' || step.trigger.schedule.kind !== 'cron')
        return step
      return { ...step, trigger: { ...step.trigger, schedule: { ...step.trigger.schedule, timeZone } } }
    }),
  }
}
