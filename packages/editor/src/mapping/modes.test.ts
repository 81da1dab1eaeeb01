import type { Json } from '@patchbay/flow/json'
import type { IfMissing, Mapping } from '@patchbay/flow/mapping'
import { evaluateField } from '@patchbay/mapping/evaluate'
import { createExpressionPool } from '@patchbay/mapping/node'
import { afterAll, expect, test } from 'vitest'
import { fitOf } from './fit.ts'
import { samples, sourcesOf } from './fixtures.ts'
import { missingIn, withIfMissing } from './missing.ts'
import { changeMode, type Mode, modeOf } from './modes.ts'
import { nodeOfRef } from './value-chip.tsx'

const phone = { from: 'order', path: ['customer', 'phone'] }
const reference: Mapping = { kind: 'reference', ref: phone, ifMissing: { kind: 'omit' } }
const change = (mapping: Mapping | undefined, to: Mode, required = false) =>
  changeMode(mapping, to, { wordsOf: sourcesOf().wordsOf, required })
const pool = createExpressionPool({ threads: 1 })
afterAll(() => pool.close())

test('a value and its functions are mapped, whatever they are written in', () => {
  expect(modeOf({ kind: 'expression', source: '$uppercase($given(steps.order.name))' })).toBe('mapped')
  expect(modeOf({ kind: 'expression', source: '1 + 1' })).toBe('expression')
  expect(modeOf(undefined)).toBe('fixed')
  // A loop's list is a value of an earlier step unless somebody says otherwise.
  expect(modeOf(undefined, true)).toBe('mapped')
  expect(modeOf({ kind: 'constant', value: [1] }, true)).toBe('fixed')
})

test('changing the way keeps what it can', () => {
  expect(change({ kind: 'constant', value: 'Hello' }, 'text').next).toEqual({
    kind: 'template',
    parts: [{ text: 'Hello' }],
  })
  expect(change(reference, 'text').next).toEqual({
    kind: 'template',
    parts: [{ ref: phone, ifMissing: { kind: 'omit' } }],
  })
  const formula: Mapping = { kind: 'expression', source: 'steps.order.customer.phone', ifMissing: { kind: 'error' } }
  expect(change(formula, 'text').next).toEqual({
    kind: 'template',
    parts: [{ ref: phone, ifMissing: { kind: 'error' } }],
  })
  expect(change({ kind: 'template', parts: [{ ref: phone }] }, 'mapped')).toEqual({
    next: { kind: 'reference', ref: phone },
    drops: null,
  })
  expect(change(reference, 'expression').next).toEqual({
    kind: 'expression',
    source: 'steps.order.customer.phone',
    ifMissing: { kind: 'omit' },
  })
  expect(change({ kind: 'template', parts: [{ text: 'Order ' }, { ref: phone }] }, 'expression').next).toEqual({
    kind: 'expression',
    source: '"Order " & $given(steps.order.customer.phone)',
  })
  expect(change(reference, 'valueMap').next).toMatchObject({ kind: 'valueMap', of: reference, entries: [] })
  expect(change({ kind: 'expression', source: '"SE"' }, 'fixed').next).toEqual({ kind: 'constant', value: 'SE' })
})

test('a text that becomes an expression keeps what is to happen when a value is missing', async () => {
  const answers: (IfMissing | undefined)[] = [
    undefined,
    { kind: 'omit' },
    { kind: 'value', value: 'us' },
    { kind: 'error' },
  ]
  const customers: Json[] = [{ phone: 46 }, { phone: null }, {}]
  const given = async (customer: Json, mapping: Mapping, required: boolean) => {
    const run = { id: 'r', now: '2026-11-24T10:00:00Z', random: 0, startedAt: '2026-11-24T10:00:00Z' }
    const workspace = { timeZone: 'Europe/Stockholm', currency: 'SEK' }
    const scope = { steps: { order: { customer } }, stepNames: {}, run, workspace }
    const result = await evaluateField({ name: 'x', label: 'X', required, mapping }, scope, pool)
    return !result.ok ? 'stopped' : result.found ? result.value : 'nothing'
  }
  for (const required of [false, true])
    for (const ifMissing of answers)
      for (const before of [[{ text: 'Call ' }], []]) {
        const part = { ref: phone, ...(ifMissing === undefined ? {} : { ifMissing }) }
        const words: Mapping = { kind: 'template', parts: [...before, part] }
        const { next, drops } = change(words, 'expression', required)
        if (next === 'keep') throw new Error('a text becomes an expression')
        expect([next.kind, drops]).toEqual(['expression', null])
        for (const customer of customers)
          expect(await given(customer, next, required), JSON.stringify([next, customer, required])).toEqual(
            await given(customer, words, required),
          )
      }
})

test('what cannot be kept is said, and nothing is thrown away before there is something new', () => {
  const words: Mapping = { kind: 'template', parts: [{ text: 'Call ' }, { ref: phone }] }
  expect(change(words, 'mapped').drops).toBe('The words around the value were dropped.')
  expect(change(words, 'fixed')).toEqual({
    next: { kind: 'constant', value: 'Call ' },
    drops: '“Order › Customer › Phone” was taken out; the words stayed.',
  })
  const table: Mapping = {
    kind: 'valueMap',
    of: reference,
    entries: [{ when: 'a', to: 'b' }],
    otherwise: { kind: 'pass' },
  }
  expect(change(table, 'mapped')).toEqual({ next: reference, drops: 'The value map and its value were dropped.' })
  expect(change({ kind: 'constant', value: 5 }, 'mapped')).toEqual({ next: 'keep', drops: null })
})

test('a value fits where its type could pass, is made to fit where that is plain, and is refused with the reason', () => {
  const sources = sourcesOf()
  const node = (...path: string[]) => nodeOfRef({ from: 'order', path }, sources)
  const field = { name: 'x', label: 'X', required: false }
  const number = { field: { ...field, type: 'number' as const }, schema: { type: 'number' } }
  const text = { field: { ...field, type: 'text' as const }, schema: { type: 'string' } }
  expect(fitOf(node('name'), text)).toEqual({
    fits: true,
    mapping: { kind: 'reference', ref: { from: 'order', path: ['name'] } },
  })
  expect(fitOf(node('id'), text)).toMatchObject({ fits: true, mapping: { kind: 'template' } })
  expect(fitOf(node('name'), number)).toEqual({ fits: false, why: 'Takes a number' })
  expect(fitOf(node('total_price'), number)).toMatchObject({
    mapping: { source: '$number($given(steps.order.total_price))' },
  })
  expect(fitOf(node('line_items', 'price'), number)).toMatchObject({
    mapping: { source: '$sum($given(steps.order.line_items.price).$number())' },
  })
  expect(fitOf(node('line_items', 'title'), text)).toMatchObject({ mapping: { kind: 'expression' } })
  expect(fitOf(node('shipping_address'), number).fits).toBe(false)
})

test('what is empty at times asks for an answer, and the answer is kept where the value is', () => {
  const bare: Mapping = { kind: 'reference', ref: phone }
  expect(missingIn(bare, samples)).toEqual({ ref: phone, counted: { empty: 2, of: 20 }, ifMissing: undefined })
  expect(withIfMissing(bare, phone, { kind: 'omit' })).toEqual(reference)
  const words: Mapping = { kind: 'template', parts: [{ text: 'Call ' }, { ref: phone }] }
  expect(withIfMissing(words, phone, { kind: 'value', value: 'us' })).toEqual({
    kind: 'template',
    parts: [{ text: 'Call ' }, { ref: phone, ifMissing: { kind: 'value', value: 'us' } }],
  })
  const defaulted = '$ifEmpty($given(steps.order.customer.phone), "none")'
  expect(missingIn({ kind: 'expression', source: defaulted }, samples)).toBeNull()
})
