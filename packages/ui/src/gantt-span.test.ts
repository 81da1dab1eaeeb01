import { expect, test } from 'vitest'
import { ganttSpan } from './gantt-span.ts'

const row = (bars: [number, number | null][], waits: [number, number][] = []) => ({
  bars: bars.map(([from, to]) => ({ from, to })),
  waits: waits.map(([from, to]) => ({ from, to })),
})

test('a wait that is planned is drawn to its end; now stays at the clock', () => {
  const rows = [row([[0, 100]], [[100, 900]])]
  expect(ganttSpan({ rows, start: 0, end: null, clock: 400 })).toEqual({ now: 400, until: 900 })
})

test('what has run lies before now, though the server’s clock be ahead of this one', () => {
  const rows = [row([[0, 500]]), row([[500, null]])]
  expect(ganttSpan({ rows, start: 0, end: null, clock: 400 })).toEqual({ now: 500, until: 500 })
  expect(ganttSpan({ rows, start: 0, end: null, clock: null })).toEqual({ now: 500, until: 500 })
})

test('what is over ends at its end', () => {
  const rows = [row([[0, 100]], [[100, 900]])]
  expect(ganttSpan({ rows, start: 0, end: 300, clock: 5000 })).toEqual({ now: 300, until: 300 })
})
