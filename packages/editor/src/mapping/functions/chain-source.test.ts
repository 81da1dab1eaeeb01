import { checkExpression } from '@patchbay/mapping/check-expression'
import { createExpressionPool } from '@patchbay/mapping/node'
import { afterAll, expect, test } from 'vitest'
import { readChain, writeChain } from './chain-source.ts'
import { FUNCTIONS, searchFunctions, startCall } from './function-list.ts'
import type { Chain } from './function-spec.ts'

const pool = createExpressionPool({ threads: 1 })
afterAll(() => pool.close())

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
  paid_at: '2026-11-21T11:02:00Z',
  lines: [
    { sku: 'A', grams: 380, price: '240.00' },
    { sku: 'B', grams: 180, price: '768.5' },
  ],
}

async function evaluated(path: string[], ...calls: Chain['calls']) {
  const source = writeChain({ ref: { from: 'order', path }, calls })
  const run = { id: 'r', now: '2026-11-24T10:00:00Z', random: 0, startedAt: '2026-11-24T10:00:00Z' }
  const workspace = { timeZone: 'Europe/Stockholm', currency: 'SEK' }
  const result = await pool.run({ source, base: { steps: { order }, run, workspace } })
  if (!result.ok) throw new Error(`${source}: ${result.message}`)
  return result.found ? result.value : undefined
}

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

test('functions are found by what people call them, those that fit the value first', () => {
  expect(searchFunctions('uppercase', 'text').map(({ id }) => id)).toEqual(['upper'])
  expect(searchFunctions('', 'list')[0]?.takes).toBe('list')
  expect(searchFunctions('default', 'text').map(({ id }) => id)).toContain('ifEmpty')
})
