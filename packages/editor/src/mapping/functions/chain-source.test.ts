import type { Json } from '@patchbay/flow/json'
import { checkExpression } from '@patchbay/mapping/check-expression'
import { createExpressionPool } from '@patchbay/mapping/node'
import { afterAll, expect, test } from 'vitest'
import { fitOf } from '../fit.ts'
import { sourcesOf } from '../fixtures.ts'
import { nodeOfRef } from '../value-chip.tsx'
import { readChain, writeChain } from './chain-source.ts'
import { FUNCTIONS, searchFunctions, startCall } from './function-list.ts'
import type { Argument, Chain } from './function-spec.ts'

const pool = createExpressionPool({ threads: 1 })
afterAll(() => pool.close())

const listTarget = {
  field: { name: 'x', label: 'X', required: false, type: 'list' as const },
  schema: { type: 'array' },
}
const lines: Chain['ref'] = { from: 'order', path: ['lines'] }

test('every function is read back from what it wrote, alone and after each other one', () => {
  for (const spec of FUNCTIONS) {
    const one: Chain = { ref: lines, calls: [startCall(spec, [['variant', 'sku id']])] }
    expect(checkExpression(writeChain(one)), writeChain(one)).toBeNull()
    expect(readChain(writeChain(one))).toEqual(one)
    for (const then of FUNCTIONS) {
      const two: Chain = { ref: lines, calls: [...one.calls, startCall(then, [['price']])] }
      expect(readChain(writeChain(two)), writeChain(two)).toEqual(two)
    }
  }
})

test('a path alone is a value without functions; what no form wrote is left to the expression', () => {
  expect(readChain('steps.order.lines[0].sku')).toEqual({
    ref: { from: 'order', path: ['lines', 0, 'sku'] },
    calls: [],
  })
  expect(readChain('steps.order.`ship by`')).toEqual({ ref: { from: 'order', path: ['ship by'] }, calls: [] })
  expect(readChain('run.now')).toEqual({ ref: { from: 'run', path: ['now'] }, calls: [] })
  for (const source of [
    '',
    'itemised.x',
    '$sum(steps.order.lines.(grams * quantity)) + 80',
    '$uppercase(steps.order.name)',
    '$uppercase($given(steps.order.name)) & "!"',
    '$split($given(steps.order.name), /,/)',
  ])
    expect(readChain(source), source).toBeNull()
})

const order = {
  name: ' Mug, green ',
  note: null,
  total: '1248.00',
  currency: 'JPY',
  paid_at: '2026-11-21T11:02:00Z',
  lines: [
    { sku: 'A', grams: 380, price: '240.00' },
    { sku: 'B', grams: 180, price: '768.5' },
  ],
}

async function evaluated(path: string[], ...calls: Chain['calls']) {
  return evaluatedIn(order, writeChain({ ref: { from: 'order', path }, calls }))
}

async function evaluatedIn(given: Json, source: string) {
  const run = { id: 'r', now: '2026-11-24T10:00:00Z', random: 0, startedAt: '2026-11-24T10:00:00Z' }
  const workspace = { timeZone: 'Europe/Stockholm', currency: 'SEK' }
  const result = await pool.run({ source, base: { steps: { order: given }, run, workspace } })
  if (!result.ok) throw new Error(`${source}: ${result.message}`)
  return result.found ? result.value : undefined
}

const fixed = (value: string | number): Argument => ({ kind: 'operand', operand: { kind: 'fixed', value } })
const picked = (name: string): Argument => ({
  kind: 'operand',
  operand: { kind: 'pick', ref: { from: 'order', path: [name] } },
})

function call(id: string, args: Chain['calls'][number]['args'] = {}): Chain['calls'][number] {
  const spec = FUNCTIONS.find((one) => one.id === id)
  if (spec === undefined) throw new Error(id)
  const started = startCall(spec, [['sku']])
  return { id, args: { ...started.args, ...args } }
}

test('what the functions write does what their words say, and nothing in gives nothing out', async () => {
  expect(await evaluated(['name'], call('trim'), call('upper'))).toBe('MUG, GREEN')
  expect(await evaluated(['name'], call('trim'), call('split'), call('last'))).toBe('green')
  expect(await evaluated(['lines', 'sku'], call('join'))).toBe('A, B')
  expect(await evaluated(['lines', 'price'], call('sum'))).toBe(1008.5)
  expect(await evaluated(['lines'], call('count'))).toBe(2)
  expect(await evaluated(['lines'], call('first'), call('asText'))).toContain('"sku":"A"')
  const isB = { value: { kind: 'operand', operand: { kind: 'fixed', value: 'B' } } } as const
  expect(await evaluated(['lines'], call('firstWhere', isB))).toMatchObject({ grams: 180 })
  expect(await evaluated(['lines'], call('allWhere', isB), call('count'))).toBe(1)
  expect(await evaluated(['lines'], call('field'), call('join'))).toBe('A, B')
  expect(await evaluated(['total'], call('divide'), call('round'))).toBe(1.25)
  expect(await evaluated(['total'], call('money'))).toBe('1248.00 SEK')
  expect(await evaluated(['total'], call('formatNumber'))).toBe('1,248.00')
  expect(await evaluated(['paid_at'], call('addDays'), call('formatDate'))).toBe('24 Nov 2026')
  expect(await evaluated(['paid_at'], call('daysBetween'))).toBe(3)
  expect(
    await evaluated(
      ['note'],
      call('ifEmpty', { other: { kind: 'operand', operand: { kind: 'fixed', value: 'none' } } }),
    ),
  ).toBe('none')
  for (const id of ['upper', 'trim', 'replace', 'round', 'add', 'formatDate', 'first', 'sum', 'length', 'money'])
    expect(await evaluated(['note'], call(id)), id).toBeUndefined()
})

test('amounts are in cents of the currency that is named, of the workspace’s at first', async () => {
  const yen = { currency: picked('currency') }
  expect(await evaluated(['total'], call('toCents'))).toBe(124800)
  expect(await evaluated(['total'], call('toCents', yen))).toBe(1248)
  expect(await evaluated(['total'], call('fromCents', yen))).toBe(1248)
})

test('what gives a list gives one of any length, of one element and of none too, and nothing in gives nothing out', async () => {
  const given = [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }]
  const nothings: Json[] = [{}, { lines: null }]
  const ofValues = ['distinct', 'sort', 'reverse'].map((id) => [call('field'), call(id)])
  const notC = { sign: { kind: 'choice', value: '!=' }, value: fixed('C') } as const
  const sources = [[call('allWhere', notC)], [call('field')], ...ofValues].map((calls) =>
    writeChain({ ref: lines, calls }),
  )
  const each = fitOf(nodeOfRef({ from: 'order', path: ['line_items', 'sku'] }, sourcesOf()), listTarget)
  if (!each.fits || each.mapping.kind !== 'expression') throw new Error('a value of each element fits a list')
  for (const source of [...sources, each.mapping.source.replace('line_items', 'lines')]) {
    for (const count of [2, 1, 0]) {
      const list = await evaluatedIn({ lines: given.slice(0, count) }, source)
      expect(list, `${source} of ${count}`).toBeInstanceOf(Array)
      expect(list, `${source} of ${count}`).toHaveLength(count)
    }
    for (const nothing of nothings) expect(await evaluatedIn(nothing, source), source).toBeUndefined()
  }
  const tagged: Json = { lines: [{ sku: ['A', 'B'] }, {}] }
  expect(await evaluatedIn(tagged, writeChain({ ref: lines, calls: [call('field')] }))).toEqual(['A', 'B'])
  expect(await evaluated(['lines'], call('allWhere', { value: fixed('none') }))).toEqual([])
  expect(await evaluated(['lines'], call('firstWhere', { value: fixed('none') }))).toBeUndefined()
})

test('what is compared is compared by value, as in a rule', async () => {
  const prices = { first: '119.00', second: '99.00', third: '10.00', limit: 98.5 }
  const given = { ...prices, lines: [{ price: '119.00' }, { price: '99.00' }, { price: '10.00' }] }
  const price: Record<string, Argument> = { field: { kind: 'field', names: ['price'] } }
  const found = (id: string, sign: string, value: Argument) => {
    const where = call(id, { ...price, sign: { kind: 'choice', value: sign }, value })
    return evaluatedIn(given, writeChain({ ref: lines, calls: id === 'allWhere' ? [where, call('count')] : [where] }))
  }
  for (const limit of ['20', 20]) {
    expect(await found('allWhere', '>', fixed(limit))).toBe(2)
    expect(await found('firstWhere', '<', fixed(limit))).toEqual({ price: '10.00' })
  }
  expect(await found('allWhere', '=', fixed(10))).toBe(1)
  expect(await found('allWhere', '>', picked('limit'))).toBe(2)
  const chosen = (name: keyof typeof prices, sign: string, value: string | number) => {
    const words = { yes: fixed('yes'), no: fixed('no') }
    const choose = call('choose', { ...words, sign: { kind: 'choice', value: sign }, value: fixed(value) })
    return evaluatedIn(given, writeChain({ ref: { from: 'order', path: [name] }, calls: [choose] }))
  }
  expect(await chosen('first', '>', '100')).toBe('yes')
  expect(await chosen('second', '>', '100')).toBe('no')
  expect(await chosen('third', '=', '10')).toBe('yes')
  expect(await chosen('third', '!=', 10)).toBe('no')
  await expect(chosen('third', '>', 'ten')).rejects.toThrow('have no order')
})

test('what was written before is still read, and what is new about it is at its first value', () => {
  const given = '$given(steps.order.lines)'
  const isA = { value: fixed('A') }
  for (const [source, one] of [
    [`(${given})[sku = "A"]`, call('allWhere', isA)],
    [`(${given})[sku = "A"][0]`, call('firstWhere', isA)],
    [`(${given}).(sku)`, call('field')],
    [`$distinct(${given})`, call('distinct')],
    [`$sort(${given})`, call('sort')],
    [`$reverse(${given})`, call('reverse')],
    [`(${given} = "A" ? "" : "")`, call('choose', isA)],
    [`$toMinor(${given})`, call('toCents')],
    [`$fromMinor(${given})`, call('fromCents')],
  ] as const)
    expect(readChain(source), source).toEqual({ ref: lines, calls: [one] })
})

test('functions are found by what people call them, those that fit the value first', () => {
  expect(searchFunctions('uppercase', 'text').map(({ id }) => id)).toEqual(['upper'])
  expect(searchFunctions('', 'list')[0]?.takes).toBe('list')
  expect(searchFunctions('default', 'text').map(({ id }) => id)).toContain('ifEmpty')
})
