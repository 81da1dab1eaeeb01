import { expect, test } from 'vitest'
import type { RunDetail, Step } from '../../trpc/types.ts'
import { itemName } from './item-name.ts'

type Loop = Extract<Step, { kind: 'loop' }>

const position = { x: 0, y: 0 }
const loop = (id: string, list: Loop['list'], over: Partial<Loop> = {}): Loop => ({
  id,
  name: id,
  kind: 'loop',
  list,
  concurrency: 1,
  onItemError: 'stop',
  position,
  ...over,
})
const from = (step: string, ...path: string[]): Loop['list'] => ({ kind: 'reference', ref: { from: step, path } })

const lines = loop('lines', from('paid', 'line_items'))
const parts = loop('parts', from('lines', 'item', 'parts'), { parent: 'lines' })
const run: Pick<RunDetail, 'document' | 'item'> = {
  document: {
    schemaVersion: 1,
    steps: [
      { id: 'paid', name: 'Order is paid', kind: 'trigger', trigger: { type: 'api' }, position },
      lines,
      parts,
      loop('pairs', from('paid', 'line_items'), { batchSize: 2 }),
    ],
    edges: [],
    notes: [],
  },
  item: {
    line_items: [
      { id: 7, sku: 'SKU-1', title: 'Mug, blue', name: '' },
      { SKU: 'SKU-2', parts: ['handle', 41, null] },
      { 'Order number': 1001 },
      { id: 'gid://7' },
    ],
  },
}

test('an item of what came in goes by the name that people know it by, else by its number', () => {
  const names = ['0', '1', '2', '3', '4'].map((iteration) => itemName(run, lines, iteration))
  expect(names).toEqual(['Mug, blue', 'SKU-2', '1001', null, null])
})

test('an item of an inner loop is one of the outer item, and a word names itself', () => {
  const names = ['1.0', '1.1', '1.2', '0.0', '1'].map((iteration) => itemName(run, parts, iteration))
  expect(names).toEqual(['handle', '41', null, null, null])
})

test('a list that the flow itself says is known; what a step gave, several a pass and a repeat are not', () => {
  expect(itemName(run, loop('sizes', { kind: 'constant', value: ['S', 'M'] }), '1')).toBe('M')
  expect(itemName(run, loop('found', from('search', 'items')), '0')).toBeNull()
  expect(itemName(run, loop('pairs', from('paid', 'line_items'), { batchSize: 2 }), '0')).toBeNull()
})
