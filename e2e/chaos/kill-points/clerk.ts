import { startBulkJob } from '@patchbay/core/bulk/start-bulk-job'
import { replaceSecret } from '@patchbay/core/connections/replace-secret'
import type { CoreContext } from '@patchbay/core/context'
import { confirmErasure, requestErasure } from '@patchbay/core/erasure/request-erasure'
import { setFlowEnabled } from '@patchbay/core/flows/set-flow-enabled'
import { startFlow } from '@patchbay/core/inbox/start-flow'
import type { Principal } from '@patchbay/core/principal'
import { settleStep } from '@patchbay/core/problems/settle-step'
import type { Result } from '@patchbay/core/result'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { pauseRun } from '@patchbay/core/runs/pause-run'
import { resumeRun } from '@patchbay/core/runs/resume-run'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { runAgain } from '@patchbay/core/runs/run-again'
import { decideApproval } from '@patchbay/core/waits/decide-approval'
import { openDatabase } from '@patchbay/db/database'
import { createNotifier } from '@patchbay/db/notify'
import { Client, Connection } from '@temporalio/client'
import { z } from 'zod'
import { contextOn } from '../../support/wire-core.ts'

/** A process that does what the web app does when a person asks for something, and can be killed in it. */
type Deed = (ctx: CoreContext, principal: Principal, input: unknown) => Promise<Result<unknown>>

const deed =
  <S extends z.ZodType>(
    schema: S,
    act: (ctx: CoreContext, principal: Principal, input: z.output<S>) => Promise<Result<unknown>>,
  ): Deed =>
  (ctx, principal, input) =>
    act(ctx, principal, schema.parse(input))

const ofRun = z.object({ runId: z.uuid() })
const text = z.string()
const DEEDS = {
  start: deed(z.object({ flowId: text, form: z.record(text, text) }), (ctx, principal, input) =>
    startFlow(ctx, principal, { ...input, origin: 'manual' }),
  ),
  cancel: deed(ofRun.extend({ undo: z.boolean() }), cancelRun),
  retry: deed(ofRun, retryRun),
  pause: deed(ofRun, pauseRun),
  resume: deed(ofRun, resumeRun),
  again: deed(ofRun.extend({ versionId: text, reuse: z.boolean() }), runAgain),
  skip: deed(ofRun.extend({ stepRunId: text }), (ctx, principal, step) =>
    settleStep(ctx, principal, { ...step, act: { kind: 'skip' } }),
  ),
  decide: deed(z.object({ decisionId: text, verdict: z.enum(['done', 'again']) }), decide),
  approve: deed(z.object({ approvalId: text }), (ctx, principal, { approvalId }) =>
    decideApproval(ctx, principal, { approvalId, verdict: 'approved', answers: {} }),
  ),
  retryAll: deed(z.object({ only: z.array(text) }), (ctx, principal, { only }) =>
    startBulkJob(ctx, principal, { action: 'retry', params: {}, target: { kind: 'runs', only } }),
  ),
  erase: deed(z.object({ email: text }), (ctx, principal, { email }) =>
    requestErasure(ctx, principal, { kind: 'email', value: email }),
  ),
  confirmErasure: deed(z.object({ id: text }), confirmErasure),
  replaceSecret: deed(z.object({ connectionId: text, values: z.record(text, text) }), replaceSecret),
  switchOn: deed(z.object({ flowId: text }), (ctx, principal, { flowId }) =>
    setFlowEnabled(ctx, principal, { flowId, enabled: true }),
  ),
  switchOff: deed(z.object({ flowId: text }), (ctx, principal, { flowId }) =>
    setFlowEnabled(ctx, principal, { flowId, enabled: false }),
  ),
} satisfies Record<string, Deed>

export type DeedName = keyof typeof DEEDS
const Asked = z.object({ id: z.number(), name: z.enum(Object.keys(DEEDS)), input: z.unknown() })

// biome-ignore lint/style/noProcessEnv: the harness hands it what the apps of its stack were started with.
await serve(process.env)

async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? '']))
  const db = openDatabase(given['PATCHBAY_APP_DATABASE_URL'] ?? '', { name: 'patchbay-clerk', maxConnections: 4 })
  const temporal = new Client({
    connection: Connection.lazy({ address: given['TEMPORAL_ADDRESS'] ?? '' }),
    namespace: given['TEMPORAL_NAMESPACE'] ?? '',
  })
  const notifier = createNotifier(db, () => undefined)
  const ctx = {
    ...contextOn(given, db, notifier.notify),
    engine: engineOn(
      temporal,
      contextOn(given, db, () => undefined),
    ),
  }
  const principal: Principal = {
    kind: 'user',
    userId: given['CLERK_USER'] ?? '',
    name: 'Clara',
    workspaceId: given['CLERK_WORKSPACE'] ?? '',
    role: 'owner',
  }
  process.on('message', async (message) => {
    const { id, name, input } = Asked.parse(message)
    const act = new Map<string, Deed>(Object.entries(DEEDS)).get(name)
    try {
      process.send?.({ id, result: await act?.(ctx, principal, input) })
    } catch (error) {
      process.send?.({ id, broken: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ ready: true })
}

/** As the web app's: what a message is about may be gone, and then nobody needs it. */
function engineOn(client: Client, { engine }: CoreContext): CoreContext['engine'] {
  const workflow = (runId: string, epoch: number) => client.workflow.getHandle(`run/${runId}/${epoch}`)
  const tolerant = async (tell: () => Promise<unknown>) => void (await tell().catch(() => undefined))
  return {
    ...engine,
    releaseStep: ({ runId, epoch, node, iteration }) =>
      tolerant(() => workflow(runId, epoch).signal('release', { node, iteration })),
    cancelRun: ({ runId, epoch }) => tolerant(() => workflow(runId, epoch).cancel()),
    testConnection: (target) =>
      client.workflow.execute('connectionTest', {
        taskQueue: 'patchbay',
        workflowId: `connection-test/${target.connectionId}/${Date.now()}`,
        args: [target],
      }),
  }
}
