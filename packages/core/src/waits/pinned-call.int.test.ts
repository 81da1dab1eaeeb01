import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { flowVersion } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, RunRules, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQueueWorld, orderItem } from '../testing/queue-world.ts'
import { callFlow } from './call-flow.ts'

const database = useDatabase(testDatabase)
let db: Database

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

const trigger: Trigger = { type: 'call', input: [], output: [] }
const by = (value: string): RunRules => ({
  order: { key: { kind: 'constant', value }, queue: 'desk', whenOpen: 'queue', olderVersion: 'run' },
})
const drawn = (runs?: RunRules): FlowDocument => ({
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger, ...(runs ? { runs } : {}) },
  ],
  edges: [],
  notes: [],
})

test('a called version goes in the order that it says itself, whatever the live one says', async () => {
  const world = await openQueueWorld(db)
  const { workspaceId } = world
  const [caller, callee] = [await world.deploy(), await world.deploy(by('live'), trigger)]
  const [ordered, plain] = [newId(), newId()]
  const before = { workspaceId, flowId: callee.flowId, planHash: 'h', publishedBy: 'test' }
  await world.inside((tx) =>
    tx.insert(flowVersion).values([
      { ...before, id: ordered, number: 2, document: drawn(by('its own')) },
      { ...before, id: plain, number: 3, document: drawn() },
    ]),
  )
  await world.arrive(caller, [orderItem('1001', null)])
  await world.expandAll()
  await world.start()
  const [calling] = await world.runsOf(caller)
  if (calling === undefined) throw new Error('the event has no run')
  const keyOfCall = async (node: number, versionId: string | null) => {
    const made = await callFlow(
      db,
      { workspaceId, runId: calling.id, epoch: calling.epoch },
      {
        place: { node, stepId: `call ${node}`, iteration: '' },
        flowId: callee.flowId,
        versionId,
        waits: false,
        input: {},
        subject: null,
        keyOf: async ({ mapping }) => (mapping.kind === 'constant' ? String(mapping.value) : null),
      },
    )
    if (!made.ok) throw new Error(JSON.stringify(made.problem))
    return (await world.rowOf(made.runId))?.orderKey
  }
  expect([await keyOfCall(1, null), await keyOfCall(2, ordered), await keyOfCall(3, plain)]).toEqual([
    'q:desk:live',
    'q:desk:its own',
    null,
  ])
})
