import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, flow, flowVersion } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { usedConnections, withConnections } from './document-connections.ts'
import type { FileConnection, FlowFile } from './flow-file.ts'

/** Connections stand in the file by short names of its own (`connection1`), with what each of them was; never an id. */
export async function exportFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; what: 'draft' | 'live' },
): Promise<Result<FlowFile>> {
  const allowed = authorise(principal, 'flow.export')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<FlowFile>> => {
    const [found] = await tx
      .select({ name: flow.name, draft: flow.draft, number: flowVersion.number, document: flowVersion.document })
      .from(flow)
      .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    if (input.what === 'live' && found.document === null)
      return fail('conflict', 'This flow has never been published. Export its draft.')
    const document = input.what === 'live' && found.document !== null ? found.document : found.draft
    const version = input.what === 'live' ? found.number : null
    return ok({ patchbay: 'flow', name: found.name, version, ...(await portable(tx, document)) })
  })
}

async function portable(tx: Queries, document: FlowDocument): Promise<Pick<FlowFile, 'connections' | 'document'>> {
  const used = usedConnections(document)
  const ids = used.map(({ connectionId }) => connectionId).filter((id) => UUID.test(id))
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({
            id: connection.id,
            connector: connection.connector,
            name: connection.name,
            environment: connection.environment,
          })
          .from(connection)
          .where(inArray(connection.id, ids))
  const connections: Record<string, FileConnection> = {}
  const names = new Map<string, string>()
  for (const { id, ...what } of rows) {
    const name = `connection${names.size + 1}`
    names.set(id, name)
    connections[name] = what
  }
  return {
    connections,
    document: withoutOthers(
      withConnections(document, (_step, id) => (id === null ? undefined : (names.get(id) ?? null))),
    ),
  }
}

/** Other flows and people of this workspace are nobody's elsewhere: whoever imports it chooses their own. */
function withoutOthers(document: FlowDocument): FlowDocument {
  return {
    ...document,
    steps: document.steps.map((step) => {
      if (step.kind === 'subflow') return { ...step, flowId: null, versionId: null }
      if (step.kind === 'approval') return { ...step, approvers: { ...step.approvers, people: [] } }
      return step
    }),
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
