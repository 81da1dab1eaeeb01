import { randomUUID } from 'node:crypto'
import { createConnection } from '@patchbay/core/connections/create-connection'
import { oauthOf } from '@patchbay/core/connections/oauth-of'
import type { CoreContext } from '@patchbay/core/context'
import { createFlow } from '@patchbay/core/flows/create-flow'
import { publishFlow } from '@patchbay/core/flows/publish-flow'
import { setFlowEnabled } from '@patchbay/core/flows/set-flow-enabled'
import type { Principal } from '@patchbay/core/principal'
import type { Result } from '@patchbay/core/result'
import { decide } from '@patchbay/core/runs/decide'
import { getRun } from '@patchbay/core/runs/get-run'
import { listRuns } from '@patchbay/core/runs/list-runs'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { createNotifier } from '@patchbay/db/notify'
import { createSignIns } from '@patchbay/vault/sign-ins'
import { createVault } from '@patchbay/vault/vault'

export type WiredCore = {
  workspaceId: string
  /** A sandbox connection, or a live one, which goes to where the stack says its vendor is. */
  connect: (connector: string, values: Record<string, string>, environment?: 'live' | 'sandbox') => Promise<string>
  /** Publishes a flow and switches it on. */
  publish: (name: string, document: unknown) => Promise<string>
  /** What a person waits for who looks at the list of runs, or at one. */
  readRuns: (filter: {
    states?: ('failed' | 'succeeded')[]
    text?: string
  }) => Promise<{ ids: string[]; total: number }>
  readRun: (runId: string) => Promise<void>
  decide: (decisionId: string, says: { verdict: 'done'; answer: object } | { verdict: 'again' }) => Promise<void>
  close: () => Promise<void>
}

type Environment = Readonly<Record<string, string>>

/**
 * The use cases that a load begins with, for stacks without the web app. The only file of e2e that knows core: what is
 * proven afterwards is read from outside.
 */
export async function wireCore(env: Environment, workspace: { sandbox: boolean }): Promise<WiredCore> {
  const db = openDatabase(need(env, 'PATCHBAY_APP_DATABASE_URL'), { name: 'patchbay-load', maxConnections: 4 })
  const notifier = createNotifier(db, () => undefined)
  const ctx = contextOn(env, db, notifier.notify)
  const workspaceId = randomUUID()
  const owner: Principal = { kind: 'user', userId: randomUUID(), name: 'Load', workspaceId, role: 'owner' }
  const input = { id: workspaceId, name: 'Load', timeZone: 'Europe/Stockholm', currency: 'SEK', owner }
  const made = must(await (workspace.sandbox ? createWorkspace(ctx, input) : createWorkspace(ctx, input, null)))
  if (workspace.sandbox && !made.sandbox) throw new Error('The sandbox of the new workspace was not laid out')
  return {
    workspaceId,
    async connect(connector, values, environment = 'sandbox') {
      const wish = { connector, name: connector, environment, values }
      return must(await createConnection(ctx, owner, wish)).id
    },
    async publish(name, document) {
      const { id, revision } = must(await createFlow(ctx, owner, { name, document }))
      must(await publishFlow(ctx, owner, { flowId: id, revision }))
      must(await setFlowEnabled(ctx, owner, { flowId: id, enabled: true }))
      return id
    },
    async readRuns(filter) {
      const { items, total } = must(await listRuns(ctx, owner, filter))
      return { ids: items.map(({ id }) => id), total }
    },
    async readRun(runId) {
      must(await getRun(ctx, owner, { runId }))
    },
    async decide(decisionId, says) {
      const answer = says.verdict === 'done' ? JSON.parse(JSON.stringify(says.answer)) : undefined
      must(await decide(ctx, owner, { decisionId, verdict: says.verdict, answer }))
    },
    async close() {
      await notifier.close()
      await closeDatabase(db)
    },
  }
}

export function contextOn(env: Environment, db: Database, notify: CoreContext['notify']): CoreContext {
  const [host = '127.0.0.1', port = '0'] = need(env, 'PATCHBAY_SANDBOX_SMTP').split(':')
  return {
    db,
    notify,
    vault: createVault({ db, secretKey: need(env, 'PATCHBAY_SECRET_KEY') }),
    signIns: createSignIns({ db, secretKey: need(env, 'PATCHBAY_SECRET_KEY'), oauthOf, origins: {} }),
    // Every message to the engine may be lost, by its own contract: here all are, and the reconciler makes it good.
    engine: {
      releaseStep: async () => undefined,
      cancelRun: async () => undefined,
      testConnection: async () => ({ ok: false, code: 'timed_out', message: 'There is no engine here.' }),
      answerLookup: async () => 'timed_out',
      runTest: async () => 'timed_out',
      startTest: async () => 'timed_out',
      previewBulk: async () => 'timed_out',
    },
    clock: { now: () => new Date() },
    checkExpression: () => null,
    expressionTypes: () => null,
    settings: {
      publicUrl: need(env, 'PATCHBAY_PUBLIC_URL'),
      ingressUrl: need(env, 'PATCHBAY_INGRESS_URL'),
      vendorOrigins: {},
      sandbox: {
        url: need(env, 'PATCHBAY_SANDBOX_URL'),
        token: need(env, 'PATCHBAY_SANDBOX_TOKEN'),
        smtp: { host, port: Number(port) },
        origins: {},
      },
    },
  }
}

function need(env: Environment, name: string): string {
  const value = env[name]
  if (value === undefined) throw new Error(`The stack gives no ${name}`)
  return value
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.message} ${JSON.stringify(result.error.problems ?? [])}`)
}
