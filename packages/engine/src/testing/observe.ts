import { inWorkspace } from '@patchbay/db/in-workspace'
import { attempt, decision, payload, run, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, sql } from 'drizzle-orm'
import { vi } from 'vitest'
import type { World } from './world.ts'

export type Observed = Awaited<ReturnType<typeof observe>>

/** A run as it stands in the database, at one moment: what is read one after the other may stand on both sides of a change. */
export const observe = (world: World, runId: string) =>
  inWorkspace(world.db, world.workspaceId, async (tx) => {
    // All four: a step and its attempt may come about without a change to the run.
    const version = async () =>
      (
        await tx.execute<{ version: string }>(sql`
          SELECT string_agg(id || ' ' || xmin, ',' ORDER BY id) AS version FROM (
            SELECT id::text, xmin::text FROM run WHERE id = ${runId}
            UNION ALL SELECT id::text, xmin::text FROM step_run WHERE run_id = ${runId}
            UNION ALL SELECT id::text, xmin::text FROM attempt WHERE run_id = ${runId}
            UNION ALL SELECT id::text, xmin::text FROM decision WHERE run_id = ${runId}
          ) AS seen`)
      ).rows[0]?.version
    for (;;) {
      const before = await version()
      const [found] = await tx.select().from(run).where(eq(run.id, runId))
      if (!found) throw new Error('no such run')
      const seen = {
        run: found,
        steps: await tx.select().from(stepRun).where(eq(stepRun.runId, runId)).orderBy(stepRun.node, stepRun.iteration),
        attempts: await tx.select().from(attempt).where(eq(attempt.runId, runId)).orderBy(attempt.number),
        decisions: await tx.select().from(decision).where(eq(decision.runId, runId)),
      }
      if ((await version()) === before) return seen
    }
  })

/** The run alone: of a long loop its steps are too many to read again and again. */
export const observeRun = (world: World, runId: string): Promise<Observed> =>
  inWorkspace(world.db, world.workspaceId, async (tx) => {
    const [found] = await tx.select().from(run).where(eq(run.id, runId))
    if (!found) throw new Error('no such run')
    return { run: found, steps: [], attempts: [], decisions: [] }
  })

/** What a step gave, of values that fit a row. */
export const outputOf = (world: World, step: { runId: string; stepId: string; iteration?: string }): Promise<Json> =>
  inWorkspace(world.db, world.workspaceId, async (tx) => {
    const [row] = await tx
      .select({ json: payload.json })
      .from(stepRun)
      .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(
        and(
          eq(stepRun.runId, step.runId),
          eq(stepRun.stepId, step.stepId),
          eq(stepRun.iteration, step.iteration ?? ''),
        ),
      )
    return row?.json ?? null
  })

/** Resolves once the run is as described; fails with what it is like instead. */
export async function until(world: World, runId: string, reached: (observed: Observed) => boolean): Promise<Observed> {
  return vi.waitFor(
    async () => {
      const observed = await observe(world, runId)
      if (reached(observed)) return observed
      const steps = observed.steps.map(({ stepId, iteration, state, error }) => [stepId, iteration, state, error?.code])
      throw new Error(`the run is ${observed.run.state}: ${JSON.stringify(steps)}`)
    },
    { timeout: 60_000, interval: 20 },
  )
}

export const ended = ({ run: { finishedAt } }: Observed): boolean => finishedAt !== null

export const states = ({ steps }: Observed): Record<string, string> =>
  Object.fromEntries(
    steps.map(({ stepId, iteration, state }) => [iteration ? `${stepId}[${iteration}]` : stepId, state]),
  )
