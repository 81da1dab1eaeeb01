import { randomUUID } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { leaseErasure } from '@patchbay/db/payload-functions'
import {
  alertMessage,
  auditEntry,
  blob,
  bulkJob,
  delivery,
  erasure,
  flow,
  gather,
  payload,
  run,
  stepRun,
  systemMail,
  testRun,
} from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json } from '@patchbay/flow/json'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepPayloadRow } from '../payloads/keep-payload.ts'
import { sweepBlobs } from '../payloads/sweep-blobs.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { columnsOfTables, person, plantPerson } from '../testing/plant-person.ts'
import { mustGive } from '../testing/result-of.ts'
import { listErasures } from './list-erasures.ts'
import { confirmErasure, requestErasure, stopErasure } from './request-erasure.ts'
import { EXEMPT, MENTIONS, PLACES, RULES } from './rules.ts'
import { workErasure } from './work-erasure.ts'

const database = useDatabase(testDatabase)
const EMAIL = 'ada.byron@brindle.example'
/** What tells of her besides: gone wherever an object is about her. */
const TELLING = [EMAIL, 'Ada Byron', '1 Marylebone', '+44 20 7946']
const OTHER = 'charles@brindle.example'

let core: TestCore
let workspaceId: string
let admin: Principal
beforeAll(async () => {
  core = openCore(database.appUrl)
  const made = await core.newWorkspace()
  workspaceId = made.workspaceId
  admin = made.as('admin')
})
afterAll(() => core.close())

const inTx = <T>(work: (tx: Queries) => Promise<T>) => inWorkspace(core.ctx.db, workspaceId, work)

const columnsOf = () => columnsOfTables(core.ctx.db)

async function plantRun(state: 'failed' | 'running'): Promise<string> {
  const runId = newId()
  const deliveryId = newId()
  const ids = { workspaceId, flowId: newId(), versionId: newId(), planHash: 'none', triggerId: newId() }
  const { db } = core.ctx
  const item = await keepPayloadRow(db, { workspaceId, kind: 'item', value: person(EMAIL, 'Ada Byron') })
  const many = Array.from({ length: 3_000 }, () => person(OTHER, 'Charles Babbage'))
  const large: Json = [...many, person(EMAIL, 'Ada Byron'), ...many]
  const output = await keepPayloadRow(db, { workspaceId, kind: 'output', value: large })
  expect(output.blobId).not.toBeNull()
  const raw = Buffer.from(JSON.stringify(person(EMAIL, 'Ada Byron')))
  await inTx(async (tx) => {
    const eventId = newId()
    const label = { to: { name: 'Ada Byron', street1: '1 Marylebone', city: 'London' }, parcel: { kg: 2 } }
    const inputPayloadId = newId()
    await tx.insert(payload).values({ id: inputPayloadId, workspaceId, kind: 'input', json: label, bytes: 90 })
    await tx.insert(payload).values([item, output, { id: eventId, workspaceId, kind: 'event', raw, bytes: raw.length }])
    await tx.insert(delivery).values({
      id: deliveryId,
      workspaceId,
      origin: 'event',
      state: 'expanded',
      vendorId: `order of ${EMAIL}`,
      headers: { 'x-customer': EMAIL, 'x-topic': 'orders/create' },
      payloadId: eventId,
    })
    await tx.insert(run).values({
      ...ids,
      id: runId,
      deliveryId,
      itemIndex: 0,
      itemPayloadId: item.id,
      subject: 'Order B-1042 of Ada Byron',
      searchText: `order b-1042 of ada byron ${EMAIL} ada byron`,
      orderKey: `customer ${EMAIL}`,
      state,
      finishedAt: state === 'failed' ? new Date() : null,
      nowAt: new Date(),
      random: '00',
    })
    const step = { workspaceId, runId, node: 7, stepId: 'call', kind: 'action', epoch: 1 }
    await tx.insert(stepRun).values({
      ...step,
      state: 'succeeded',
      outputPayloadId: output.id,
      inputPayloadId,
      notes: ['Address is 1 Marylebone: not empty'],
    })
  })
  return runId
}

/** Rows in which something stands, of every column of every table of the workspace, by table. */
async function rowsWith(texts: string[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [table, columns] of await columnsOf()) {
    const text = columns.map(({ column, type }) =>
      type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`,
    )
    const rows = await inTx((tx) =>
      tx.execute<{ rows: number }>(sql`
        SELECT count(*)::int AS rows FROM ${sql.raw(`"${table}"`)}
        WHERE concat_ws(' ', ${sql.raw(text.join(', '))}) ILIKE ANY (ARRAY[${sql.join(
          texts.map((one) => sql`${`%${one}%`}`),
          sql`, `,
        )}])`),
    )
    const many = rows.rows[0]?.rows ?? 0
    if (many > 0) found[table] = many
  }
  return found
}

async function work(): Promise<void> {
  for (;;) {
    const leaseId = randomUUID()
    const leased = await leaseErasure(core.ctx.db, leaseId, 60_000)
    if (leased === null) return
    // One batch a turn: each goes on where the one before stood.
    let turns = 0
    await workErasure(core.ctx.db, { ...leased, leaseId }, () => turns++ < 2)
  }
}
const dueNow = () => inTx((tx) => tx.update(erasure).set({ dueAt: sql`now()` }))
const only = async () => {
  const [one] = mustGive(await listErasures(core.ctx, admin))
  if (one === undefined) throw new Error('no erasure')
  return one
}

test('every column that could tell of somebody has a rule, in every table', async () => {
  const strays: string[] = []
  for (const [table, columns] of await columnsOf()) {
    if (EXEMPT[table] !== undefined || MENTIONS[table] !== undefined) continue
    const rule = RULES[table]
    const known = new Set([
      ...(rule ? [...(rule.json ?? []), ...(rule.words ?? []), ...(rule.text ?? [])] : []),
      ...(rule ? Object.values(rule.kept).flatMap((names) => names.split(' ')) : []),
      ...(PLACES[table]?.split(' ') ?? []),
    ])
    for (const { column, type } of columns) {
      if (!['text', '_text', 'jsonb', 'json', 'bytea', 'varchar'].includes(type) || known.has(column)) continue
      strays.push(`${table}.${column}`)
    }
  }
  expect(strays).toEqual([])
})

test('a person is counted, erased from every column of every table, and from open runs once they have ended', async () => {
  const columns = await columnsOf()
  const ended = await plantRun('failed')
  const open = await plantRun('running')
  for (const table of Object.keys(RULES)) {
    if (table === 'run') continue
    const runs = RULES[table]?.run === undefined ? [ended] : [ended, open]
    for (const runId of runs)
      await plantPerson(core.ctx.db, table, { workspaceId, columns: columns.get(table) ?? [], runId, email: EMAIL })
  }
  const stray = Buffer.from(JSON.stringify(person(EMAIL, 'Ada Byron')))
  const document = { schemaVersion: 1 as const, steps: [], edges: [], notes: [] }
  await inTx(async (tx) => {
    const row = { workspaceId, kind: 'output' as const, bytes: stray.length }
    await tx.insert(payload).values({ ...row, json: person(EMAIL, 'Ada Byron') })
    await tx.insert(payload).values({ ...row, json: person(OTHER, 'Charles Babbage') })
    await tx.insert(flow).values({ workspaceId, name: `Mail ${EMAIL}`, draft: document })
  })
  const others = await rowsWith([OTHER])
  const before = await rowsWith(TELLING)
  expect(Object.keys(before).sort()).toEqual(
    [...Object.keys(RULES), 'delivery', 'flow', 'payload', 'blob_chunk'].sort(),
  )

  const viewer = await core.newWorkspace()
  expect(await requestErasure(core.ctx, viewer.as('editor'), { kind: 'email', value: EMAIL })).toMatchObject({
    ok: false,
  })
  mustGive(await requestErasure(core.ctx, admin, { kind: 'email', value: ` ${EMAIL.toUpperCase()} ` }))
  expect(await requestErasure(core.ctx, admin, { kind: 'email', value: EMAIL })).toMatchObject({
    error: { code: 'conflict' },
  })
  await work()
  const counted = await only()
  expect(counted).toMatchObject({ state: 'counted', mentions: { flow: 1 } })
  expect(counted.found).toMatchObject({ run: 2, step_log: 2, sample: 1, delivery: 2, system_mail: 1 })
  // Nothing has changed so far, but for the request itself.
  expect(await rowsWith(TELLING)).toEqual({ ...before, erasure: 1 })

  mustGive(await confirmErasure(core.ctx, admin, { id: counted.id }))
  await work()
  expect(await only()).toMatchObject({ state: 'waiting', value: EMAIL })
  const between = await rowsWith(TELLING)
  expect(between).toMatchObject({
    run: 1,
    step_log: 1,
    step_run: 2,
    decision: 1,
    delivery: 1,
    payload: 3,
    blob_chunk: 1,
  })
  expect(between['sample']).toBeUndefined()
  // Mail that is about to go out, a bulk job and a test under way are left like the open run.
  expect(between).toMatchObject({ system_mail: 1, alert_message: 1, bulk_job: 1, test_run: 1 })
  await inTx(async (tx) => {
    await tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(run.id, open))
    await tx.update(systemMail).set({ state: 'sent' })
    await tx.update(alertMessage).set({ state: 'sent' })
    await tx.update(bulkJob).set({ state: 'done' })
    await tx.update(gather).set({ state: 'closed' })
    await tx.update(testRun).set({ finishedAt: sql`now()` })
  })
  await dueNow()
  await work()
  const after = await rowsWith(TELLING)
  const done = await only()
  expect(done).toMatchObject({ state: 'done', value: null })
  expect(after).toEqual({ flow: 1 })
  process.stdout.write(`${table(before, after, done.erased)}\n`)

  // Structure, other people and other words are as they were.
  expect(await rowsWith([OTHER])).toEqual({ ...others, blob_chunk: expect.any(Number) })
  const [kept] = await inTx((tx) =>
    tx
      .select({ item: payload.json, subject: run.subject, search: run.searchText, forgotten: run.forgotten })
      .from(run)
      .innerJoin(payload, eq(payload.id, run.itemPayloadId))
      .where(eq(run.id, ended)),
  )
  expect(kept).toEqual({
    item: {
      order: { number: 'B-1042', total: 19900, lines: [{ name: 'Mug, 2 dl', sku: 'MUG' }] },
      customer: { email: '[erased]', name: '[erased]', phone: '[erased]' },
      ship_to: { contact: '[erased]', address1: '[erased]' },
    },
    subject: 'Order B-1042 of [erased]',
    search: 'order b-1042 of',
    forgotten: 'erased',
  })
  const audits = await inTx((tx) => tx.select({ detail: auditEntry.detail }).from(auditEntry))
  expect(audits.filter(({ detail }) => detail['step'] !== undefined)).toHaveLength(2)
  // What lay in the blobs of before is gone too, and at once.
  await sweepBlobs(core.ctx.db, { batch: 100, olderMs: 0, onError: (error) => expect(error).toBeNull() })
  expect(await inTx((tx) => tx.select({ id: blob.id }).from(blob))).toHaveLength(2)
})

test('what is stopped changes nothing more, and nobody finds out whom it was about', async () => {
  await inTx((tx) =>
    tx.insert(payload).values({ workspaceId, kind: 'output', bytes: 2, json: { note: `cus_8F2 ${OTHER}` } }),
  )
  mustGive(await requestErasure(core.ctx, admin, { kind: 'id', value: 'cus_8F2' }))
  const { id } = await only()
  mustGive(await stopErasure(core.ctx, admin, { id }))
  await work()
  expect(await only()).toMatchObject({ state: 'stopped', value: null })
  expect(await confirmErasure(core.ctx, admin, { id })).toMatchObject({ error: { code: 'conflict' } })
  expect(await rowsWith(['cus_8F2'])).toEqual({ payload: 1 })
})

function table(before: Record<string, number>, after: Record<string, number>, erased: Record<string, number>): string {
  const line = (name: string, ...cells: (string | number)[]) =>
    name.padEnd(18) + cells.map((cell) => String(cell).padStart(9)).join('')
  const rows = Object.keys(before).map((name) => line(name, before[name] ?? 0, after[name] ?? 0, erased[name] ?? 0))
  return [line('rows that tell', 'before', 'after', 'erased'), ...rows].join('\n')
}
