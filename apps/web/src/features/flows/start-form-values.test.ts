import { expect, test } from 'vitest'
import { checkForm, isStartable, type StartField, startFieldsOf } from './start-form-values.ts'

const fields = [
  { name: 'order', label: 'Order', type: 'text', required: true },
  { name: 'amount', label: 'Amount', type: 'number', required: false },
  { name: 'rush', label: 'Rush', type: 'boolean', required: false },
] as const

test('a start form sends typed values and names what is missing', () => {
  expect(checkForm([...fields], { order: ' #1 ', amount: '2.5' })).toEqual({
    ok: true,
    form: { order: '#1', amount: 2.5, rush: false },
  })
  expect(checkForm([...fields], { amount: 'two' })).toEqual({
    ok: false,
    problems: { order: 'Order is needed.', amount: 'Amount must be a number.' },
  })
})

const position = { x: 0, y: 0 }
const called = {
  id: 'called',
  kind: 'trigger' as const,
  name: 'Called',
  position,
  trigger: {
    type: 'call' as const,
    input: [
      { name: 'lines', label: 'Lines', type: 'json' as const, required: true },
      { name: 'due', label: '', type: 'date' as const, required: false },
    ],
    output: [],
  },
}

test('a flow that others call asks for what they would give it', () => {
  const asked: readonly StartField[] = startFieldsOf([called]) ?? []
  expect(asked.map(({ label, type }) => [label, type])).toEqual([
    ['Lines', 'json'],
    ['due', 'date'],
  ])
  expect(checkForm(asked, { lines: ' [{"sku":"A"}] ', due: '2026-11-21' })).toEqual({
    ok: true,
    form: { lines: [{ sku: 'A' }], due: '2026-11-21' },
  })
  expect(checkForm(asked, { lines: '7' })).toEqual({
    ok: false,
    problems: { lines: 'Lines takes a list or an object, written as JSON.' },
  })
  expect(checkForm(asked, {})).toMatchObject({ problems: { lines: 'Lines is needed.' } })
})

test('only what is published, on and begun by hand can be started', () => {
  const live = { document: { schemaVersion: 1 as const, steps: [called], edges: [], notes: [] } }
  expect(isStartable({ live, enabled: true })).toBe(true)
  expect(isStartable({ live, enabled: false })).toBe(false)
  expect(isStartable({ live: null, enabled: true })).toBe(false)
  const api = { ...called, trigger: { type: 'api' as const } }
  expect(isStartable({ live: { document: { ...live.document, steps: [api] } }, enabled: true })).toBe(false)
})
