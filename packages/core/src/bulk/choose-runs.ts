import type { Queries } from '@patchbay/db/database'
import type { RunState } from '@patchbay/db/schema'
import { type SQL, sql } from 'drizzle-orm'
import { containing } from '../paging/like.ts'

/** What a bulk job is done to: the open problems of a reason, of a flow or of all; or runs by what lists them. */
export type BulkTarget =
  | {
      kind: 'problems'
      cause?: string | undefined
      flowId?: string | undefined
      only?: string[] | undefined
      except?: string[] | undefined
    }
  | {
      kind: 'runs'
      flowId?: string | undefined
      states?: RunState[] | undefined
      from?: Date | undefined
      to?: Date | undefined
      text?: string | undefined
      only?: string[] | undefined
    }

export const MOST_RUNS = 100_000

/** Writes the snapshot of what was chosen, oldest first. What comes later is not part of the job. Answers how many. */
export async function chooseRuns(
  tx: Queries,
  job: { id: string; workspaceId: string; limit?: number },
  target: BulkTarget,
): Promise<number> {
  const limit = job.limit ?? MOST_RUNS
  const chosen = target.kind === 'problems' ? problemsOf(target, limit) : runsOf(target, limit)
  const { rows } = await tx.execute(sql`
    INSERT INTO bulk_item (id, workspace_id, job_id, position, run_id, step_run_id, problem_id)
    SELECT gen_random_uuid(), ${job.workspaceId}::uuid, ${job.id}::uuid,
           (row_number() OVER (ORDER BY c.at, c.run_id))::int, c.run_id, c.step_run_id, c.problem_id
    FROM (${chosen}) c
    RETURNING id`)
  return rows.length
}

const problemsOf = (target: Extract<BulkTarget, { kind: 'problems' }>, limit: number): SQL => sql`
  SELECT p.run_id, p.step_run_id, p.id AS problem_id, p.last_at AS at FROM problem p
  WHERE ${all([
    sql`p.state = 'open'`,
    target.cause === undefined ? null : sql`p.cause = ${target.cause}`,
    target.flowId === undefined ? null : sql`p.flow_id = ${target.flowId}`,
    target.only === undefined ? null : sql`p.id IN ${listOf(target.only)}`,
    target.except === undefined || target.except.length === 0 ? null : sql`p.id NOT IN ${listOf(target.except)}`,
  ])} ORDER BY p.last_at LIMIT ${limit}`

/** Of a run that failed, the step that failed it; of a held one, the step that holds it. */
const runsOf = (target: Extract<BulkTarget, { kind: 'runs' }>, limit: number): SQL => sql`
  SELECT r.id AS run_id, p.step_run_id, p.id AS problem_id, r.accepted_at AS at
  FROM run r LEFT JOIN LATERAL (
    SELECT x.id, x.step_run_id FROM problem x WHERE x.run_id = r.id AND x.state IN ('open', 'mending', 'dismissed')
    ORDER BY x.last_at DESC LIMIT 1) p ON true
  WHERE ${all([
    sql`true`,
    target.flowId === undefined ? null : sql`r.flow_id = ${target.flowId}`,
    target.states === undefined || target.states.length === 0 ? null : sql`r.state IN ${listOf(target.states)}`,
    target.from === undefined ? null : sql`r.accepted_at >= ${target.from.toISOString()}::timestamptz`,
    target.to === undefined ? null : sql`r.accepted_at < ${target.to.toISOString()}::timestamptz`,
    target.text?.trim() ? sql`r.search_text LIKE ${containing(target.text)}` : null,
    target.only === undefined ? null : sql`r.id IN ${listOf(target.only)}`,
  ])} ORDER BY r.accepted_at LIMIT ${limit}`

const all = (conditions: (SQL | null)[]): SQL =>
  sql.join(
    conditions.flatMap((condition) => (condition === null ? [] : [condition])),
    sql` AND `,
  )

const listOf = (values: readonly string[]): SQL =>
  values.length === 0
    ? sql`(NULL)`
    : sql`(${sql.join(
        values.map((value) => sql`${value}`),
        sql`, `,
      )})`
