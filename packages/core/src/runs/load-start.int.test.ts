import { inWorkspace } from '@patchbay/db/in-workspace'
import { testDatabase } from '@patchbay/db/testing'
import type { ControlNode } from '@patchbay/flow/plan'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { loadStart } from './load-start.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
})
afterAll(() => core.close())

const ITEMS = 1_100

const node = (id: string, kind: ControlNode['kind'], more: Partial<ControlNode> = {}): ControlNode => ({
  ...{ id, kind, mode: 'segment', region: null, deps: [], catches: false },
  ...more,
})
const CONTROL = [
  node('start', 'trigger'),
  node('try', 'scope', { scope: { compensates: true, catches: false, always: false } }),
  node('lines', 'loop', { region: 1, lane: 0, concurrency: 10, onItemError: 'stop' }),
  node('charge', 'action', { region: 2, undo: 6 }),
  node('note', 'set', { region: 2 }),
  node('end', 'stop', { region: 1, lane: 0 }),
  node('refund', 'action', { region: 2, undoOf: 3 }),
]

test('of a long loop in a scope that undoes, all that may have to be undone is known, and the rest up to a bound', async () => {
  const { runId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'running' })
  await inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => {
    const write = (row: { at: number; state: string; port: string | null; from: number; to: number; sent?: true }) =>
      tx.execute(sql`
        INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, port, epoch, sent_at, finished_at)
        SELECT gen_random_uuid(), ${owner.workspaceId}::uuid, ${runId}::uuid, ${row.at}, ${CONTROL[row.at]?.id}, i::text,
          ${CONTROL[row.at]?.kind}, ${row.state}, ${row.port}, 1, CASE WHEN ${row.sent === true} THEN now() END,
          CASE WHEN ${row.sent !== true} THEN now() - i * interval '1 ms' END
        FROM generate_series(${row.from}::int, ${row.to}::int) AS i`)
    await write({ at: 3, state: 'succeeded', port: 'out', from: 1, to: ITEMS })
    await write({ at: 4, state: 'succeeded', port: 'out', from: 1, to: ITEMS })
    await write({ at: 4, state: 'failed', port: null, from: ITEMS + 1, to: ITEMS + 1 })
    // Under way when the worker died: it may be applied.
    await write({ at: 3, state: 'running', port: null, from: ITEMS + 1, to: ITEMS + 1, sent: true })
    // How it ended the run is its checkpoint's to say.
    await write({ at: 5, state: 'succeeded', port: null, from: 0, to: 0 })
  })
  const { settled } = await loadStart(core.ctx.db, { workspaceId: owner.workspaceId, id: runId }, CONTROL)
  const of = (at: number) => settled.filter((step) => step.node === at)
  expect(of(3)).toHaveLength(ITEMS + 1)
  expect(of(3).at(-1)).toEqual({ node: 3, iteration: [ITEMS + 1], port: null, unsure: true })
  // In the order they came about: an undo goes back over them.
  expect(of(3)[0]?.iteration).toEqual([ITEMS])
  expect(of(4)).toHaveLength(1_000)
  expect(of(4)).toContainEqual({ node: 4, iteration: [ITEMS + 1], port: null, code: 'failed' })
  expect(of(5)).toEqual([])
})
