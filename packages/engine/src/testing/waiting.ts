import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowTrigger, flowVersion, plan, source } from '@patchbay/db/schema'
import type { FlowDocument, Step, Trigger } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode, Plan, WorkNode } from '@patchbay/flow/plan'
import { insertRun } from './insert-run.ts'
import { planOf } from './plans.ts'
import type { World } from './world.ts'

export type Deployed = { flowId: string; versionId: string; triggerId: string; planHash: string; sourceId: string }

type Node = Parameters<typeof planOf>[0][number]

/** As it is compiled now. */
export const newPlan = (nodes: Node[]): Plan => ({ ...planOf(nodes), engineVersion: 2 })

const mode = 'segment' as const

export const eventNode = (id: string, work: Partial<Extract<WorkNode, { kind: 'event' }>>): Node => ({
  control: { id, kind: 'event', mode },
  work: {
    kind: 'event',
    name: id,
    connector: 'vendor',
    event: 'happened',
    match: { path: 'code', equals: { kind: 'constant', value: 'EZ1' } },
    timeoutMs: 60_000,
    lookBackMs: 60_000,
    ...work,
  },
})

export const approvalNode = (id: string, work: Partial<Extract<WorkNode, { kind: 'approval' }>> = {}): Node => ({
  control: { id, kind: 'approval', mode },
  work: {
    kind: 'approval',
    name: id,
    question: { kind: 'constant', value: 'Refund?' },
    facts: [],
    approvers: { people: [], role: 'operator' },
    form: [],
    deadlineMs: 60_000,
    remindMs: null,
    ...work,
  },
})

type Subflow = Extract<WorkNode, { kind: 'subflow' }>

export const subflowNode = (
  id: string,
  flowId: string,
  of: Partial<Subflow> & { control?: Partial<ControlNode> } = {},
): Node => {
  const { control, ...work } = of
  return {
    control: { id, kind: 'subflow', mode, ...control },
    work: { kind: 'subflow', name: id, flowId, versionId: null, mode: 'wait', fields: [], ...work },
  }
}

/** A flow that is on, with a version whose document says what starts it and what it waits for. */
export async function deploy(
  { db, workspaceId, connectionId }: World,
  of: { body: Plan; trigger?: Trigger; steps?: Step[]; flowId?: string; name?: string },
): Promise<Deployed> {
  const flowId = of.flowId ?? newId()
  const [versionId, triggerId, planHash, sourceId] = [newId(), newId(), newId(), newId()]
  const trigger = of.trigger ?? { type: 'api' }
  const document: FlowDocument = {
    schemaVersion: 1,
    steps: [{ id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger }, ...(of.steps ?? [])],
    edges: [],
    notes: [],
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(plan).values({ workspaceId, hash: planHash, body: of.body })
    await tx
      .insert(flowVersion)
      .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash, publishedBy: 'test' })
    await tx.insert(flow).values({
      id: flowId,
      workspaceId,
      name: of.name ?? 'Returns desk',
      draft: document,
      enabled: true,
      liveVersionId: versionId,
    })
    await tx.insert(flowTrigger).values({
      id: triggerId,
      workspaceId,
      flowId,
      stepId: 'start',
      versionId,
      config: trigger,
      topics: [],
      active: true,
    })
    await tx.insert(source).values({ id: sourceId, workspaceId, address: newId(), kind: 'vendor', connectionId })
  })
  return { flowId, versionId, triggerId, planHash, sourceId }
}

/** A run of it, queued. */
export async function startRun(
  { db, workspaceId }: World,
  { flowId, versionId, triggerId, planHash }: Deployed,
  item: Json = {},
): Promise<string> {
  const runId = newId()
  await inWorkspace(db, workspaceId, (tx) =>
    insertRun(tx, { workspaceId, flowId, versionId, triggerId, planHash, runId, item }),
  )
  return runId
}
