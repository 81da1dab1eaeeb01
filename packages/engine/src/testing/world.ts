import { randomUUID } from 'node:crypto'
import { loadConnection } from '@patchbay/core/connections/load-connection'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { LargeValues } from '@patchbay/db/object-store'
import { connection, flow, flowTrigger, flowVersion, plan, workspace } from '@patchbay/db/schema'
import { createTransport } from '@patchbay/egress/transport'
import type { Json } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import { createExpressionPool } from '@patchbay/mapping/node'
import type { Client } from '@temporalio/client'
import type { NativeConnection, Worker } from '@temporalio/worker'
import { createActivities } from '../activities/create-activities.ts'
import type { ActivityDependencies } from '../activities/dependencies.ts'
import { buildIdOf } from '../build-id.ts'
import { buildWorkflowBundle } from '../bundle.ts'
import { clientOn } from '../client.ts'
import { connectNative, createTemporalWorker } from '../run-workers.ts'
import { createSegmentsInHand } from '../segments-in-hand.ts'
import { createRunStarter } from '../start-runs.ts'
import { insertRun } from './insert-run.ts'
import { startVendor, type Vendor, vendorConnector } from './vendor.ts'

export type World = {
  db: Database
  deps: ActivityDependencies
  client: Client
  vendor: Vendor
  workspaceId: string
  connectionId: string
  /** Of its worker. */
  buildId: string
  start(plan: Plan, item?: Json): Promise<{ runId: string }>
  dispatch(): Promise<void>
  /** Its worker is gone; the rest stays. */
  stopWorking(): Promise<void>
  close(): Promise<void>
}

let bundle: Promise<string> | null = null

/** Built once for all worlds of a file; what it takes need not count as a test's time. */
export const workflowBundle = (): Promise<string> => {
  bundle ??= buildWorkflowBundle()
  return bundle
}

/** A workspace with one connection, a Temporal worker, and a vendor that counts: all real, in this process. */
export async function openWorld(
  at: {
    appUrl: string
    address: string
    namespace: string
    large?: LargeValues
    build?: string
    change?: (code: string) => string
  },
  parts: Partial<Pick<ActivityDependencies, 'loadConnector' | 'readSecret'>> = {},
): Promise<World> {
  const db = openDatabase(at.appUrl, at.large === undefined ? {} : { large: at.large })
  const vendor = await startVendor()
  const expressions = createExpressionPool()
  const deps: ActivityDependencies = {
    db,
    loadConnector: async () => vendorConnector,
    findConnection: (workspaceId, id) => loadConnection(db, workspaceId, id),
    readSecret: async () => ({ values: { token: 'made-up-token' }, hosts: [] }),
    openSignIn: async () => {
      throw new Error('Nobody signs in to this vendor')
    },
    vendorOrigins: {},
    openTransport: (allowOrigin) => createTransport({ allowOrigins: allowOrigin === null ? [] : [allowOrigin] }),
    openSocket: async () => {
      throw new Error('This vendor speaks HTTP only')
    },
    expressions,
    notify: () => undefined,
    recordCall: () => undefined,
    log: console,
    ...parts,
  }
  // Another build is the same code by another name.
  const built = (await workflowBundle()).replace(
    '//# sourceMappingURL=',
    `/* ${at.build ?? ''} */\n//# sourceMappingURL=`,
  )
  const code = at.change?.(built) ?? built
  const native: NativeConnection = await connectNative({
    address: at.address,
    namespace: at.namespace,
    tls: false,
    apiKey: undefined,
  })
  // Tests start as many as they wish.
  const hands = createSegmentsInHand(1_000)
  const worker: Worker = await createTemporalWorker({
    connection: native,
    namespace: at.namespace,
    workflowBundle: code,
    buildId: at.build === undefined ? null : buildIdOf(code),
    activities: createActivities(deps, hands),
  })
  const working = worker.run()
  const stopWorking = () => {
    if (worker.getState() === 'RUNNING') worker.shutdown()
    return working
  }
  const client = clientOn(native, at.namespace)
  const place = await layOut(db, vendor.origin)
  const starter = createRunStarter(db, client, (error) => {
    throw error
  })
  return {
    db,
    deps,
    client,
    vendor,
    buildId: buildIdOf(code),
    ...place,
    start: (body, item = {}) => createRun(db, place.workspaceId, { body, item }),
    dispatch: async () => {
      await starter(50, hands)
    },
    stopWorking,
    async close() {
      await stopWorking()
      await expressions.close()
      await native.close()
      await vendor.close()
      await closeDatabase(db)
    },
  }
}

async function layOut(db: Database, origin: string): Promise<{ workspaceId: string; connectionId: string }> {
  const workspaceId = newId()
  const connectionId = newId()
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(workspace).values({ id: workspaceId, name: 'Test shop' })
    await tx.insert(connection).values({
      id: connectionId,
      workspaceId,
      connector: 'vendor',
      name: 'Vendor',
      environment: 'sandbox',
      origin,
      secretId: newId(),
      state: 'working',
    })
  })
  return { workspaceId, connectionId }
}

async function createRun(
  db: Database,
  workspaceId: string,
  of: { body: Plan; item: Json },
): Promise<{ runId: string }> {
  const [flowId, versionId, triggerId, runId] = [newId(), newId(), newId(), newId()]
  const planHash = randomUUID()
  const document = { schemaVersion: 1 as const, steps: [], edges: [], notes: [] }
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(plan).values({ workspaceId, hash: planHash, body: of.body })
    await tx.insert(flow).values({ id: flowId, workspaceId, name: 'Test flow', draft: document, enabled: true })
    await tx
      .insert(flowVersion)
      .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash, publishedBy: 'test' })
    await tx.insert(flowTrigger).values({
      id: triggerId,
      workspaceId,
      flowId,
      stepId: 'start',
      versionId,
      config: { type: 'api' },
      topics: [],
      active: true,
    })
    await insertRun(tx, { workspaceId, flowId, versionId, triggerId, planHash, runId, item: of.item })
  })
  return { runId }
}
