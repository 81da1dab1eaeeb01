import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, flow, flowVersion, payload, plan, run, source, user, workspace } from '@patchbay/db/schema'
import type { EventStep, FlowDocument, Step } from '@patchbay/flow/document'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { CoreContext } from '../context.ts'
import type { Role } from '../principal.ts'
import type { RunTarget } from '../runs/run-target.ts'

export type WaitingShop = {
  workspaceId: string
  connectionId: string
  sourceId: string
  /** A live version whose document has these steps, after one that starts it. */
  flowWith(...steps: Step[]): Promise<{ flowId: string; versionId: string }>
  /** A run of it, as the engine would have begun it. */
  begin(of: { flowId: string; versionId: string }, acceptedAt?: Date): Promise<RunTarget>
}

/** A workspace with a connection that events come in by, and runs that get to the steps that wait for them. */
export async function seedWaitingShop({ db }: Pick<CoreContext, 'db'>): Promise<WaitingShop> {
  const [workspaceId, connectionId, sourceId] = [newId(), newId(), newId()]
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(workspace).values({ id: workspaceId, name: 'Brindle Goods' })
    await tx.insert(connection).values({
      id: connectionId,
      workspaceId,
      connector: 'easypost',
      name: 'EasyPost',
      environment: 'sandbox',
      secretId: newId(),
      state: 'working',
    })
    await tx.insert(source).values({
      id: sourceId,
      workspaceId,
      address: newId(),
      kind: 'vendor',
      connector: 'easypost',
      connectionId,
    })
  })
  return {
    workspaceId,
    connectionId,
    sourceId,
    async flowWith(...steps) {
      const [flowId, versionId] = [newId(), newId()]
      const document: FlowDocument = { schemaVersion: 1, steps, edges: [], notes: [] }
      await inWorkspace(db, workspaceId, async (tx) => {
        const body = { planVersion: 1 as const, engineVersion: 1, expressionVersion: 1 as const, control: [], work: [] }
        await tx.insert(plan).values({ workspaceId, hash: 'h', body }).onConflictDoNothing()
        await tx
          .insert(flowVersion)
          .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash: 'h', publishedBy: 'test' })
        await tx.insert(flow).values({
          id: flowId,
          workspaceId,
          name: 'Returns desk',
          draft: document,
          enabled: true,
          liveVersionId: versionId,
        })
      })
      return { flowId, versionId }
    },
    async begin(of, acceptedAt = new Date()) {
      const [runId, itemPayloadId] = [newId(), newId()]
      await inWorkspace(db, workspaceId, async (tx) => {
        await tx.insert(payload).values({ id: itemPayloadId, workspaceId, kind: 'item', json: {}, bytes: 2 })
        await tx.insert(run).values({
          id: runId,
          workspaceId,
          ...of,
          planHash: 'h',
          triggerId: newId(),
          deliveryId: newId(),
          itemIndex: 0,
          itemPayloadId,
          subject: 'Order #10391',
          state: 'running',
          nowAt: acceptedAt,
          random: '00',
          acceptedAt,
        })
      })
      return { workspaceId, runId, epoch: 1 }
    },
  }
}

export const eventStep = (connectionId: string, more: Partial<EventStep> = {}): EventStep => ({
  id: 'delivered',
  kind: 'event',
  name: 'The parcel is delivered',
  position: { x: 0, y: 0 },
  connector: 'easypost',
  event: 'trackingChanged',
  connectionId,
  params: {},
  match: { path: 'trackingCode', equals: { kind: 'constant', value: '' } },
  timeoutMs: 60_000,
  lookBackMs: 0,
  ...more,
})

/** better-auth keeps people; here one is written as it would. */
export async function seedMember(
  { db }: Pick<CoreContext, 'db'>,
  member: { workspaceId: string; name: string; role: Role },
): Promise<{ userId: string; email: string }> {
  const userId = newId()
  const email = `${userId}@brindle.example`
  const queries = drizzle({ client: db.pool })
  await queries.insert(user).values({ id: userId, name: member.name, email, emailVerified: true })
  await queries.execute(
    sql`INSERT INTO organization (id, name, slug) VALUES (${member.workspaceId}, 'Brindle', ${member.workspaceId}) ON CONFLICT DO NOTHING`,
  )
  await queries.execute(
    sql`INSERT INTO member (organization_id, user_id, role) VALUES (${member.workspaceId}, ${userId}, ${member.role})`,
  )
  return { userId, email }
}
