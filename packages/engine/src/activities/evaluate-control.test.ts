import type { WaitStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { afterAll, expect, test } from 'vitest'
import { createExpressionPool } from '../expressions.ts'
import { evaluateControl } from './evaluate-control.ts'

const expressions = createExpressionPool()
afterAll(() => expressions.close())

const instant = '2026-11-01T00:00:00Z'
const scopeOf = (timeZone: string, steps: Record<string, Json> = {}) => ({
  steps,
  run: { id: '', now: instant, random: 0, startedAt: instant },
  workspace: { timeZone, currency: 'EUR' },
})
const outputOf = async (wait: WaitStep['wait'], timeZone: string) => {
  const scope = scopeOf(timeZone)
  const made = await evaluateControl({ kind: 'wait', name: 'Wait', wait }, { scope, expressions, waitUntil: null })
  return made.output
}

test.each([
  ['a day begins in the zone', '2026-01-21', '2026-01-21T05:00:00.000Z'],
  ['in summer time too', '2025-07-21', '2025-07-21T04:00:00.000Z'],
  ['a time without an offset is one of the zone', '2026-01-21T09:00', '2026-01-21T14:00:00.000Z'],
  ['however it is written', 'Jan 21, 2026 9:00 AM', '2026-01-21T14:00:00.000Z'],
  ['and a day', '2026/01/21', '2026-01-21T05:00:00.000Z'],
  ['one with an offset is what it says', '2026-01-21T09:00:00+01:00', '2026-01-21T08:00:00.000Z'],
  ['however that is written', 'Wed, 21 Jan 2026 09:00:00 +0100', '2026-01-21T08:00:00.000Z'],
  ['as a database writes it', '2026-01-21 09:00:00+01', '2026-01-21T08:00:00.000Z'],
  ['a day that ends', '2026-01-21T24:00:00', '2026-01-22T05:00:00.000Z'],
  ['in words too', 'Wed, 21 Jan 2026 09:00:00 GMT', '2026-01-21T09:00:00.000Z'],
])('a wait until a time goes by the zone of the workspace: %s', async (_, at, until) => {
  const wait: WaitStep['wait'] = { kind: 'until', at: { kind: 'constant', value: at } }
  expect(await outputOf(wait, 'America/New_York')).toEqual({ until })
})

test.each(['some day', '2026-01-21T25:00'])('a text that is no time is refused: %s', async (value) => {
  const wait: WaitStep['wait'] = { kind: 'until', at: { kind: 'constant', value } }
  await expect(outputOf(wait, 'America/New_York')).rejects.toMatchObject({ error: { code: 'mapping_type' } })
})

const passesOf = async (source: string) => {
  const order = {
    lines: [
      { sku: 'MUG', qty: 1 },
      { sku: 'TEE', qty: 2 },
    ],
  }
  const work = { kind: 'loop', name: 'Each line', list: { kind: 'expression', source } } as const
  const made = await evaluateControl(work, { scope: scopeOf('Europe/Berlin', { order }), expressions, waitUntil: null })
  return made.output
}

test('a loop goes through one as through a list of one, as JSONata gives it, and through none where none was found', async () => {
  const tee = { sku: 'TEE', qty: 2 }
  expect(await passesOf('steps.order.lines[qty = 2]')).toEqual({ items: [tee], count: 1 })
  expect(await passesOf('$where(steps.order.lines, function($one) { $is($one.qty, "=", 2) })')).toMatchObject({
    count: 1,
  })
  expect(await passesOf('$where(steps.order.lines, function($one) { $is($one.qty, ">", 2) })')).toEqual({
    items: [],
    count: 0,
  })
  // Nothing at all may be a name that is written wrongly.
  await expect(passesOf('steps.order.linez')).rejects.toMatchObject({ error: { code: 'mapping_missing' } })
})
