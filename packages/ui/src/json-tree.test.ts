import { describe, expect, it } from 'vitest'
import { jsonRows, shownAtOnce } from './json-rows.ts'
import { keyStep } from './json-tree.tsx'

const value = { id: 'shp_1', lines: [{ sku: 'A' }, { sku: 'B' }], note: '', none: null, empty: {} }
const closed = () => false
const opened = () => true

describe('the lines of a tree', () => {
  it('shows what is inside only where it is open', () => {
    const rows = jsonRows(value, closed, new Set())
    expect(rows.map((row) => `${row.name}: ${row.text}`)).toEqual([
      'id: shp_1',
      'lines: 2 items',
      'note: empty text',
      'none: nothing',
      'empty: 0 fields',
    ])
    expect(jsonRows(value, opened, new Set()).map((row) => row.depth)).toEqual([0, 0, 1, 2, 1, 2, 0, 0, 0])
  })

  it('counts a list from one and gives each line its own identity', () => {
    const rows = jsonRows({ a: { b: 1 }, 'a","b': 2 }, opened, new Set())
    expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length)
    expect(jsonRows(['x'], opened, new Set())[0]?.name).toBe('1')
  })

  it('holds back what is more than a screen, until asked', () => {
    const long = Array.from({ length: shownAtOnce + 900 }, (_, index) => index)
    const rows = jsonRows(long, closed, new Set())
    expect(rows).toHaveLength(shownAtOnce + 1)
    expect(rows[shownAtOnce]).toMatchObject({ more: 900, text: '900 more' })
    expect(jsonRows(long, closed, new Set(['']))).toHaveLength(shownAtOnce + 900)
  })

  it('shows a plain value as one line', () => {
    expect(jsonRows(42, closed, new Set())).toMatchObject([{ name: '', text: '42', type: 'number' }])
  })
})

describe('keys in a tree', () => {
  const rows = jsonRows(value, opened, new Set())
  const row = (name: string) => {
    const found = rows.find((each) => each.name === name)
    if (found === undefined) throw new Error(`no line ${name}`)
    return found
  }

  it('moves, opens, closes, and goes back out', () => {
    expect(keyStep('ArrowDown', rows, row('id'))).toEqual({ kind: 'focus', row: row('lines') })
    expect(keyStep('ArrowRight', rows, row('lines'))).toMatchObject({ kind: 'focus', row: { name: '1' } })
    expect(keyStep('ArrowLeft', rows, row('lines'))).toEqual({ kind: 'open', open: false })
    expect(keyStep('ArrowLeft', rows, row('sku'))).toMatchObject({ kind: 'focus', row: { name: '1' } })
    expect(keyStep('ArrowRight', rows, row('id'))).toBeNull()
    expect(keyStep('x', rows, row('id'))).toBeNull()
  })
})
