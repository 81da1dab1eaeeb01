import { randomUUID } from 'node:crypto'
import { acceptEvent } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFlow } from '../flows/create-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { keepSample, removeSample, renameSample } from './keep-sample.ts'
import { listSamples } from './list-samples.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let editor: Principal
let viewer: Principal
beforeAll(async () => {
  core = openCore(database.appUrl)
  const workspace = await core.newWorkspace()
  editor = workspace.as('editor')
  viewer = workspace.as('viewer')
})
afterAll(() => core?.close())

const documentOf = (trigger: Trigger): FlowDocument => ({
  schemaVersion: 1,
  notes: [],
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger },
    {
      id: 'note',
      kind: 'set',
      name: 'Note',
      position: { x: 0, y: 0 },
      fields: { total: { kind: 'constant', value: 1 } },
    },
  ],
  edges: [{ id: 'e', from: 'start', port: 'out', to: 'note' }],
})

test('runs are samples with what their steps gave, secrets covered and long ones cut; a kept one is a copy', async () => {
  const { ctx } = core
  const { id: flowId, revision } = mustGive(
    await createFlow(ctx, editor, { name: 'By hand', document: documentOf({ type: 'api' }) }),
  )
  expect(mustGive(await listSamples(ctx, editor, { flowId }))).toMatchObject({ samples: [{ kind: 'example' }] })
  mustGive(await publishFlow(ctx, editor, { flowId, revision, include: 'all' }))
  const item = { name: '#1', password: 'hunter22', body: 'x'.repeat(100_000) }
  const { runId } = await seedRun(ctx, {
    workspaceId: editor.workspaceId,
    flowId,
    state: 'succeeded',
    subject: 'Order #1',
    item,
    steps: [{ stepId: 'note', kind: 'set', state: 'succeeded', output: { total: 1 } }],
  })
  const { chosenId, samples } = mustGive(await listSamples(ctx, viewer, { flowId }))
  expect(chosenId).toBe(`run:${runId}`)
  expect(samples).toMatchObject([
    {
      label: 'Order #1',
      kind: 'run',
      trimmed: true,
      outputs: { start: { password: '[redacted]' }, note: { total: 1 } },
    },
  ])
  expect(
    mustRefuse(await keepSample(ctx, viewer, { flowId, name: 'Mine', from: { sampleId: chosenId ?? '' } })).code,
  ).toBe('forbidden')
  const kept = mustGive(
    await keepSample(ctx, editor, { flowId, name: ' Long one ', from: { sampleId: chosenId ?? '' } }),
  )
  mustGive(await renameSample(ctx, editor, { flowId, sampleId: kept.id, name: 'Very long' }))
  const all = mustGive(await listSamples(ctx, editor, { flowId })).samples
  expect(all.map(({ id, label, pinned }) => [id, label, pinned])).toEqual([
    [chosenId, 'Order #1', false],
    [kept.id, 'Very long', true],
  ])
  mustGive(await removeSample(ctx, editor, { flowId, sampleId: kept.id }))
  expect(mustGive(await listSamples(ctx, editor, { flowId })).samples).toHaveLength(1)
})

test('calls of a web address are samples before its flow is published', async () => {
  const { ctx } = core
  const trigger: Trigger = { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } }
  const { id: flowId } = mustGive(await createFlow(ctx, editor, { name: 'Calls', document: documentOf(trigger) }))
  const [place] = await inWorkspace(ctx.db, editor.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.flowId, flowId)),
  )
  await acceptEvent(ctx.db, {
    sourceId: place?.id ?? randomUUID(),
    vendorId: null,
    topic: null,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"total":12}'),
    verified: true,
  })
  expect(mustGive(await listSamples(ctx, editor, { flowId })).samples).toMatchObject([
    { kind: 'delivery', outputs: { start: { body: { total: 12 } } } },
  ])
})
