import { expect, test } from 'vitest'
import { constant, reference } from '../testing/plans.ts'
import { stepsNamed } from './steps-named.ts'

const set = (...sources: string[]) => ({
  kind: 'set' as const,
  name: 'Set',
  fields: [
    { name: 'plain', label: 'Plain', required: true, mapping: reference('label', 'id') },
    ...sources.map((source, index) => ({
      name: `e${index}`,
      label: 'E',
      required: true,
      mapping: { kind: 'expression' as const, source },
    })),
  ],
})

test('expressions and references tell which steps they name', () => {
  expect(stepsNamed(set('$sum(steps.lines.item.price) * 2', '"steps.none" & steps.order.name'))).toEqual(
    new Set(['label', 'lines', 'order']),
  )
})

test.each([
  'steps["lines"]',
  '$lookup(steps, "lines")',
  '$keys(steps)',
  '$$.steps.lines',
  'steps.lines.($.price)',
  '*.lines',
  '$sum(*.price)',
  '**.price',
  'steps.lines.%.order',
  'steps.`my lines`',
])('%s may name any', (source) => {
  expect(stepsNamed(set('steps.lines', source))).toBeNull()
})

test('without an expression nothing is copied, and nothing is told', () => {
  expect(stepsNamed({ kind: 'stop', name: 'Stop', outcome: 'failed', message: constant('x') })).toBeNull()
})
