import { expect, it } from 'vitest'
import type { BulkJob } from '../../trpc/types.ts'
import { bulkWords, doneShares, stillWrong } from './bulk-words.ts'

const job = (counts: Partial<BulkJob['counts']>, over: Partial<BulkJob> = {}): BulkJob => ({
  ...{ id: 'j', action: 'retry', state: 'done', cause: null, flow: null, total: 4, atOnce: 5, stoppedBy: null },
  ...{ startedAt: new Date(0), startedBy: 'Tamsin', finishedAt: new Date(1) },
  counts: { queued: 0, underWay: 0, succeeded: 0, failed: 0, held: 0, refused: 0, stopped: 0, mended: 0, ...counts },
  ...over,
})

it('what did not go through is not shown as done', () => {
  expect(doneShares(job({ succeeded: 1, failed: 2, refused: 1 }))).toEqual({ ok: 0.25, wrong: 0.75 })
  expect(doneShares(job({ succeeded: 1, underWay: 2, queued: 1 }))).toEqual({ ok: 0.25, wrong: 0 })
  expect(doneShares(job({ failed: 2, mended: 1, held: 1, stopped: 1 }))).toEqual({ ok: 0.25, wrong: 0.5 })
  expect(doneShares(job({}, { total: 0 }))).toEqual({ ok: 1, wrong: 0 })
})

it('what has gone through since is told, and counts as wrong no more', () => {
  const one = job({ failed: 1, mended: 1 }, { total: 1 })
  expect(bulkWords(one)).toBe('0 of 1 went through, 1 failed again and has gone through since. Begun by')
  expect(stillWrong(one)).toBe(0)
  const some = job({ succeeded: 1, failed: 3, mended: 2 })
  expect(bulkWords(some)).toBe('1 of 4 went through, 3 failed again. 2 of them have gone through since. Begun by')
  expect(stillWrong(some)).toBe(1)
})
