import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { listReasons } from '@patchbay/core/problems/list-reasons'
import { openCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ProblemState, problem } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { eq } from 'drizzle-orm'
import { createEnginePort } from '../client.ts'
import { ended, type Observed, until } from './observe.ts'
import { action } from './plans.ts'
import { openWorld, type World } from './world.ts'

/** A person at the problems of a workspace: runs that stop, and what is done about them. */
export type Desk = Awaited<ReturnType<typeof openDesk>>

export async function openDesk(at: Parameters<typeof openWorld>[0]) {
  const world = await openWorld(at)
  const core = openCore(at.appUrl)
  const engine = createEnginePort(world.client, (error) => {
    throw error
  })
  const ctx: CoreContext = { ...core.ctx, db: world.db, engine, notify: () => undefined }
  const as = (role: 'editor' | 'operator'): Principal => ({
    kind: 'user',
    userId: world.workspaceId,
    name: 'Tamsin',
    workspaceId: world.workspaceId,
    role,
  })
  const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
  const operator = as('operator')
  return {
    world,
    ctx,
    operator,
    editor: as('editor'),
    inside,
    write: (id: string, options: Partial<Parameters<typeof action>[2]> = {}) =>
      action(id, 'keyed', { connectionId: world.connectionId, ...options }),
    /** Sends what came in as the phone. */
    sendsPhone: (id: string) =>
      action(id, 'keyed', {
        connectionId: world.connectionId,
        work: {
          fields: [
            {
              name: 'text',
              label: 'Text',
              required: true,
              mapping: { kind: 'reference', ref: { from: 'start', path: ['phone'] } },
            },
          ],
        },
      }),
    /** A run to its end, with the step that failed it. */
    stopAt: (plan: Plan, item = {}) => stopAt(world, plan, item),
    fail: (plan: Plan, item = {}) => {
      world.vendor.next.push({ kind: 'status', status: 422 })
      return stopAt(world, plan, item)
    },
    /** Waits until a run that was taken up again has ended. */
    async goOn(runId: string): Promise<Observed> {
      await world.dispatch()
      return until(world, runId, (seen) => ended(seen) && seen.run.epoch > 1)
    },
    reasons: async (state: ProblemState = 'open') => mustGive(await listReasons(ctx, operator, { state })),
    problemsOf: (runId: string) => inside((tx) => tx.select().from(problem).where(eq(problem.runId, runId))),
    sentLast: () => JSON.parse(world.vendor.requests.at(-1)?.body ?? 'null'),
    /** For the next test: a vendor that answers as it should, and nothing that is stopped. */
    async clear() {
      world.vendor.next.length = 0
      await inside((tx) => tx.delete(problem))
    },
    async close() {
      await core.close()
      await world.close()
    },
  }
}

async function stopAt(world: World, plan: Plan, item: object) {
  const { runId } = await world.start(plan, JSON.parse(JSON.stringify(item)))
  await world.dispatch()
  const failed = await until(world, runId, ended)
  const step = failed.steps.find(({ state }) => state === 'failed')
  return { runId, stepRunId: step?.id ?? '', failed }
}
